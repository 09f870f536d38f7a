// A table as it was printed: merged cells merged, doubtful ones coloured.

import { make } from "./elements.js";
import { idOf, isSeen } from "./model.js";

export class Grid {
  constructor(place, choose) {
    this.place = place;
    this.choose = choose;
    this.marked = [];
    place.addEventListener("mousedown", (event) => {
      const found = event.target.closest("td, th");
      if (!found) return;
      event.preventDefault();
      place.focus({ preventScroll: true });
      choose(found.cell, event.shiftKey);
    });
  }

  show(review, id) {
    this.review = review;
    this.id = id;
    this.boxes = new Map();
    this.marked = [];
    const table = review.tables.get(id);
    const crossing = table.cells.some((c) => c.row < table.header_rows && c.row + c.rowspan > table.header_rows);
    const head = make("thead");
    const body = make("tbody");
    const rows = Array.from({ length: table.rows }, (_, row) => {
      const line = make("tr");
      (row < table.header_rows && !crossing ? head : body).append(line);
      return line;
    });
    for (const cell of table.cells) rows[cell.row].append(this.made(cell, table));
    this.place.replaceChildren(make("table", {}, head, body));
  }

  made(cell, table) {
    const name = cell.row < table.header_rows || cell.role === "header" ? "th" : "td";
    const spans = { rowspan: cell.rowspan > 1 && cell.rowspan, colspan: cell.colspan > 1 && cell.colspan };
    const box = make(name, spans, make("div"));
    box.cell = { table: table.id, row: cell.row, col: cell.col };
    this.boxes.set(idOf(table.id, cell), box);
    this.fill(box, cell);
    return box;
  }

  fill(box, cell) {
    if (box.firstChild.textContent !== cell.text) box.firstChild.textContent = cell.text;
    const kind = isSeen(cell) ? "seen" : this.review.band(cell);
    const wrong = this.review.isWrong(this.id, cell) ? " wrong" : "";
    const marks = ["chosen", "ranged", "sharing"].filter((name) => box.classList.contains(name));
    const wanted = [kind + wrong, ...(cell.value === null ? [] : ["number"]), ...marks].join(" ");
    if (box.className !== wanted) box.className = wanted;
  }

  // Show the texts and colours of a table whose cells stand where they stood.
  refresh() {
    for (const cell of this.review.tables.get(this.id).cells) this.fill(this.boxes.get(idOf(this.id, cell)), cell);
  }

  fits() {
    const { cells, header_rows } = this.review.tables.get(this.id);
    const same = cells.every((cell) => {
      const box = this.boxes.get(idOf(this.id, cell));
      const head = cell.row < header_rows || cell.role === "header";
      return box && box.rowSpan === cell.rowspan && box.colSpan === cell.colspan && (box.tagName === "TH") === head;
    });
    return same && cells.length === this.boxes.size;
  }

  mark(cell, range, sharing) {
    for (const box of this.marked) box.classList.remove("chosen", "ranged", "sharing");
    this.marked = [];
    const add = (other, name) => {
      const box = this.boxes.get(idOf(this.id, other));
      if (!box) return;
      box.classList.add(name);
      this.marked.push(box);
    };
    for (const other of sharing) add(other, "sharing");
    for (const other of range) add(other, "ranged");
    if (cell) add(cell, "chosen");
  }

  reveal(cell) {
    const box = this.boxes.get(idOf(this.id, cell));
    const head = this.place.querySelector("thead");
    box.style.scrollMarginTop = `${box.closest("thead") ? 0 : head.offsetHeight + 4}px`;
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
