// The page as scanned, cells drawn over it; a view of it that follows what is chosen.

import { draw, make } from "./elements.js";
import { idOf, isSeen } from "./model.js";
import { say } from "./words.js";
import { pictureOf } from "./server.js";

const CLOSE = 0.62; // share of the page's width that is seen when close up
const STEP = 1.25; // of the wheel

export class Scan {
  constructor(place, choose) {
    this.place = place;
    this.choose = choose;
    this.whole = false;
    this.svg = draw("svg");
    this.message = make("div", { class: "message" });
    place.append(this.svg);
    this.svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    new ResizeObserver(() => this.page && this.look()).observe(place);
  }

  show(review, page) {
    this.review = review;
    this.page = page;
    this.view = null;
    this.rects = new Map();
    const { width, height } = page;
    const image = draw("image", { href: pictureOf(review.key, page.number), width, height, preserveAspectRatio: "none" });
    image.addEventListener("error", () => this.complain(page));
    this.message.remove();
    this.svg.replaceChildren(draw("rect", { class: "paper", width, height }), image);
    for (const [table, { cells }] of review.tables)
      for (const cell of cells)
        for (const { page: number, box } of cell.places) if (number === page.number) this.add(table, cell, box);
    this.look();
  }

  async complain(page) {
    const told = await fetch(pictureOf(this.review.key, page.number)).then((r) => r.json(), () => ({}));
    this.message.textContent = say("noImage", told.message || "");
    this.place.append(this.message);
  }

  add(table, cell, [left, top, right, bottom]) {
    const rect = draw("rect", { x: left, y: top, width: right - left, height: bottom - top });
    rect.cell = { table, row: cell.row, col: cell.col };
    this.rects.set(idOf(table, cell), rect);
    this.svg.append(rect);
    this.paint(table, cell);
  }

  paint(table, cell) {
    const rect = this.rects.get(idOf(table, cell));
    if (!rect) return;
    const kind = isSeen(cell) ? "seen" : `${this.review.band(cell)}${this.review.isWrong(table, cell) ? " wrong" : ""}`;
    rect.setAttribute("class", `cell ${kind}${rect === this.chosen ? " chosen" : ""}`);
  }

  paintAll() {
    for (const [id, { cells }] of this.review.tables) for (const cell of cells) this.paint(id, cell);
  }

  // Mark a cell and bring it into view; its box on this page, if it is here.
  mark(table, cell) {
    const before = this.chosen;
    this.chosen = cell && this.rects.get(idOf(table, cell));
    if (before) before.classList.remove("chosen");
    if (this.chosen) {
      this.chosen.classList.add("chosen");
      this.svg.append(this.chosen);
    }
    this.box = cell?.places.find((place) => place.page === this.page.number)?.box;
    this.view = null;
    this.look();
  }

  toggle() {
    this.whole = !this.whole;
    this.view = null;
    this.look();
  }

  // Set what is seen: the whole page, or its part around the chosen cell.
  look() {
    const { width, height } = this.page;
    const aspect = this.place.clientWidth / Math.max(1, this.place.clientHeight);
    if (!this.view) {
      const fit = Math.max(width, height * aspect);
      if (this.whole || !this.box) this.view = { w: fit, x: (width - fit) / 2, y: (height - fit / aspect) / 2 };
      else {
        const [left, top, right, bottom] = this.box;
        const w = Math.min(fit, Math.max(width * CLOSE, (right - left) * 1.15, (bottom - top) * 1.15 * aspect));
        const x = between((left + right - w) / 2, 0, width - w);
        this.view = { w, x, y: between((top + bottom - w / aspect) / 2, 0, height - w / aspect) };
      }
    }
    const { x, y, w } = this.view;
    this.svg.setAttribute("viewBox", `${x} ${y} ${w} ${w / aspect}`);
  }

  wheel(event) {
    event.preventDefault();
    const { x, y, w } = this.view;
    const scale = w / this.place.clientWidth;
    const grow = event.deltaY > 0 ? STEP : 1 / STEP;
    const new_w = between(w * grow, this.page.width / 12, Math.max(this.page.width, this.page.height) * 2.5);
    const factor = new_w / w;
    const at = { x: x + event.offsetX * scale, y: y + event.offsetY * scale };
    this.view = { w: new_w, x: at.x - (at.x - x) * factor, y: at.y - (at.y - y) * factor };
    this.look();
  }

  grab(event) {
    const start = { ...this.view };
    const scale = start.w / this.place.clientWidth;
    let moved = false;
    const move = (now) => {
      const dx = now.clientX - event.clientX;
      const dy = now.clientY - event.clientY;
      moved ||= Math.abs(dx) + Math.abs(dy) > 4;
      if (!moved) return;
      this.view = { w: start.w, x: start.x - dx * scale, y: start.y - dy * scale };
      this.look();
    };
    const end = () => {
      removeEventListener("pointermove", move);
      if (!moved && event.target.cell) this.choose(event.target.cell);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
  }
}

// A cell large, with a margin of its neighbours.
export function cropOf(review, page, box) {
  const [left, top, right, bottom] = box;
  const margin = between((bottom - top) * 0.35, 4, 9);
  const { width, height } = page;
  const view = [left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin];
  return draw(
    "svg",
    { viewBox: view.join(" ") },
    draw("image", { href: pictureOf(review.key, page.number), width, height, preserveAspectRatio: "none" }),
    draw("rect", { x: left, y: top, width: right - left, height: bottom - top }),
  );
}

function between(value, low, high) {
  return high < low ? (low + high) / 2 : Math.min(high, Math.max(low, value));
}
