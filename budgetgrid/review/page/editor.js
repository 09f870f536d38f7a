// The chosen cell: its crop large, its text to edit, other readings, and why it is doubtful.

import { find, make } from "./elements.js";
import { isSeen } from "./model.js";
import { cropOf } from "./scan.js";
import { post } from "./server.js";
import { known, say } from "./words.js";

const PAUSE = 60; // ms after a keystroke until sums are asked for

const LONG = 50; // characters from which the text is set smaller

export class Editor {
  constructor(take, shared) {
    this.take = take;
    this.shared = shared;
    this.text = find("text");
    this.text.addEventListener("input", () => this.typed());
  }

  show(review, table, cell) {
    this.review = review;
    this.table = table;
    this.cell = cell;
    this.sums = [];
    this.text.disabled = !cell;
    this.text.value = cell ? localStorage.getItem(this.draft()) ?? cell.text : "";
    this.text.classList.toggle("long", this.text.value.length > LONG);
    find("alternatives").replaceChildren();
    find("reasons").replaceChildren();
    find("state").textContent = "";
    this.picture();
    if (!cell) return;
    this.offer();
    this.askSoon();
  }

  // The same cell as the server sees it now; what is being typed stays as it is, with its selection. Sums are asked for
  // once they were checked, not between edits that follow each other.
  renew(cell, checked) {
    const [before, now] = [this.cell, cell].map((one) => JSON.stringify(one.places));
    this.cell = cell;
    if (document.activeElement !== this.text) this.text.value = localStorage.getItem(this.draft()) ?? cell.text;
    if (before !== now) this.picture();
    this.offer();
    if (checked) this.askSoon();
  }

  picture() {
    const place = this.cell?.places[0];
    const page = place && this.review.pages.find((one) => one.number === place.page);
    find("crop").replaceChildren(...(page ? [cropOf(this.review, page, place.box)] : []));
  }

  get dirty() {
    return this.cell && this.text.value !== this.cell.text;
  }

  draft() {
    return `draft ${this.review.reading} ${this.table} ${this.cell.row} ${this.cell.col}`;
  }

  // Where a text was typed that was not stored, in this reading of the document.
  keptDraft(review) {
    const key = Object.keys(localStorage).find((name) => name.startsWith(`draft ${review.reading} `));
    if (!key) return undefined;
    const [, , table, row, col] = key.split(" ");
    return { table, row: Number(row), col: Number(col) };
  }

  // Keep a text until it is known to be stored; under which name.
  keep(text) {
    const draft = this.draft();
    if (text === this.cell.text) this.forget();
    else localStorage.setItem(draft, text);
    return draft;
  }

  typed() {
    if (this.dirty) localStorage.setItem(this.draft(), this.text.value);
    else this.forget();
    this.askSoon();
  }

  askSoon() {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => this.ask(), PAUSE);
  }

  forget() {
    if (this.cell) localStorage.removeItem(this.draft());
  }

  revert() {
    this.forget();
    this.text.value = this.cell.text;
    this.ask();
  }

  offer() {
    const buttons = this.cell.alternatives.map(({ text, probability }, index) =>
      make(
        "button",
        { onclick: () => this.take(text), title: text },
        make("kbd", {}, String(index + 1)), " ", ...differing(this.cell.text, text),
        make("span", { class: "faint" }, ` ${percent(probability)}`),
      ),
    );
    find("alternatives").replaceChildren(...buttons);
  }

  // The sums with what is typed now; what came of an older question is dropped.
  async ask() {
    const { table, cell } = this;
    const now = this.text.value;
    const body = { table, row: cell.row, col: cell.col, now };
    const told = await post(`/${this.review.key}/sums`, body).catch(() => null);
    if (!told || cell !== this.cell || now !== this.text.value) return;
    this.sums = told.sums;
    this.explain(told);
    this.shared(told.sums);
  }

  // The figure with which the first sum that fails would hold.
  get wanted() {
    return this.sums.find((sum) => !sum.holds && sum.wanted !== null)?.wanted;
  }

  explain({ number, sums }) {
    const { cell } = this;
    const sure = cell.confidence === null ? say("unknown") : say("probability", percent(cell.confidence));
    const value = number === null ? say("noNumber") : say("number", grouped(number));
    find("state").textContent = `${sure} · ${value}`;
    find("reasons").replaceChildren(...sums.map(sumItem), ...this.reasons().map((text) => make("li", {}, text)));
  }

  reasons() {
    const { cell, review } = this;
    const found = [];
    if (cell.flags.includes("corrected")) found.push(say("corrected", review.readAs(this.table, cell)));
    if (cell.flags.includes("confirmed")) found.push(say("confirmed"));
    if (!isSeen(cell)) {
      if (cell.flags.includes("repaired")) found.push(say("repairedTo", cell.value));
      if (unsure(cell.text_confidence, review)) found.push(say("unsureText", percent(cell.text_confidence)));
      if (unsure(cell.structure_confidence, review)) found.push(say("unsureSides", percent(cell.structure_confidence)));
    }
    for (const finding of review.about.get(`${this.table} ${cell.row} ${cell.col}`) || [])
      if (!shownAsSum(finding.code) && finding.code !== "repaired") found.push(inWords(finding));
    return found;
  }
}

const shownAsSum = (code) => code.startsWith("sum-") || ["figure-repeated", "income-is-expenditure"].includes(code);

const unsure = (confidence, review) => confidence !== null && confidence < review.bands.look;

function sumItem({ rule, expected, actual, holds, wanted }) {
  const name = say(rule);
  if (expected === null || actual === null) {
    const would = wanted === null ? "" : say("wouldBe", grouped(wanted));
    return make("li", { class: "fails" }, say("sumOpen", name) + would);
  }
  if (holds) return make("li", { class: "holds" }, say("sumHolds", name, grouped(actual), grouped(expected)));
  const would = wanted === null ? "" : say("wouldBe", grouped(wanted));
  return make("li", { class: "fails" }, say("sumFails", name, grouped(actual), grouped(expected)) + would);
}

function inWords({ code, message, expected, actual }) {
  if (!known(code) || document.documentElement.lang === "en") return message;
  if (expected === null || actual === null) return `${say(code)}：${message}`;
  return say("expected", say(code), expected, actual);
}

export const percent = (share) => `${(share * 100).toFixed(share > 0.99 ? 1 : 0)}%`;

const grouped = (number) => number.replace(/^(-?\d+)/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","));

const AROUND = 12; // characters shown on either side of a difference

// A reading, what differs from the text marked: all between the beginning and the end that they share.
function differing(text, other) {
  const [old, fresh] = [[...text], [...other]];
  const least = Math.min(old.length, fresh.length);
  let first = 0;
  while (first < least && old[first] === fresh[first]) first++;
  let last = 0;
  while (last < least - first && old.at(-1 - last) === fresh.at(-1 - last)) last++;
  const end = fresh.length - last;
  const [from, to] = [Math.max(0, first - AROUND), Math.min(fresh.length, end + AROUND)];
  return [
    from > 0 ? "…" : "", fresh.slice(from, first).join(""), make("mark", {}, fresh.slice(first, end).join("").replace(/^\s+$/, "␣") || "∅"),
    fresh.slice(end, to).join(""), to < fresh.length ? "…" : "",
  ];
}
