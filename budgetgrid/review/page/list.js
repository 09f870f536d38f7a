// The documents of a bulk run: status, confidence, what is to check.

import { find, make } from "./elements.js";
import { percent } from "./editor.js";
import { get } from "./server.js";
import { say } from "./words.js";

const IN_WIDE_WINDOWS = ["pages", "tables", "reviewed", "findings"];

export class List {
  constructor(open) {
    this.open = open;
    this.at = 0;
    this.documents = [];
    find("filter").addEventListener("input", () => this.draw());
    find("documents").addEventListener("keydown", (event) => this.key(event));
    find("filter").addEventListener("keydown", (event) => {
      if (["ArrowDown", "Enter"].includes(event.key)) find("documents").focus();
    });
  }

  // The first documents; how many there are.
  async begin() {
    this.documents = [];
    await this.more();
    return this.total;
  }

  async load() {
    await this.begin();
    while (this.documents.length < this.total && (await this.more()));
  }

  async more() {
    const told = await get(`?offset=${this.documents.length}`);
    this.documents.push(...told.documents);
    this.total = told.total;
    this.reviewer = told.reviewer;
    if (!find("list").hidden) this.draw();
    return told.documents.length;
  }

  get shown() {
    const wanted = find("filter").value.trim().toLowerCase();
    return this.documents.filter((one) =>
      [one.name, one.title, one.organisation, one.status].some((text) => (text || "").toLowerCase().includes(wanted)),
    );
  }

  draw() {
    find("filter").placeholder = say("filter");
    const heads = ["name", "status", "pages", "tables", "confidence", "toCheck", "reviewed", "findings"];
    const classes = heads.map((key, n) => `${n > 1 ? "number" : ""} ${IN_WIDE_WINDOWS.includes(key) ? "wide" : ""}`.trim());
    const head = make("tr", {}, ...heads.map((key, n) => make("th", { class: classes[n] }, say(key))));
    const rows = this.shown.map((one, index) => {
      const row = make("tr", { onclick: () => this.open(one.key) });
      const about = [one.organisation, one.year].filter(Boolean).join(" · ");
      row.append(
        make("td", {}, one.title || one.name, make("div", { class: "faint" }, one.title ? `${one.name}${about ? ` · ${about}` : ""}` : about)),
        make("td", {}, make("span", { class: `status ${one.status}` }, say(one.status)), make("div", { class: "faint" }, one.error || "")),
        ...[
          one.pages, one.tables, one.confidence === null ? "–" : percent(one.confidence), one.doubtful, one.reviewed,
          Object.entries(one.findings).filter(([kind]) => kind !== "info").reduce((sum, [, n]) => sum + n, 0),
        ].map((figure, n) => make("td", { class: classes[n + 2] }, String(figure))),
      );
      row.classList.toggle("chosen", index === this.at);
      return row;
    });
    find("documents").replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
  }

  key(event) {
    const shown = this.shown;
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (step) {
      this.at = Math.min(shown.length - 1, Math.max(0, this.at + step));
      this.draw();
      find("documents").querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && shown[this.at]) this.open(shown[this.at].key);
    else return;
    event.preventDefault();
  }
}
