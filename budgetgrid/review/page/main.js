// The page put together: what is open and chosen, what keys do, what is sent.

import { Editor } from "./editor.js";
import { find, make, toast } from "./elements.js";
import { Grid } from "./grid.js";
import { List } from "./list.js";
import { idOf, Review } from "./model.js";
import { Scan } from "./scan.js";
import { fileOf, get, pictureOf, post, Refused } from "./server.js";
import { applyLanguage, otherLanguage, say, switchLanguage } from "./words.js";

const LOOK_FOR_OTHERS = 5000; // ms between questions whether somebody else edited
const SETTLING = 60; // ms after an edit until its checks are asked for, so that quick ones are checked together
const FORMATS = {
  xlsx: "Excel (XLSX)", csv: "CSV", html: "HTML", md: "Markdown", pdf: "PDF", records: "records.csv", json: "JSON",
};

let review = null;
let page = null;
let table = null; // id
let at = null; // { row, col } of the chosen cell
let corner = null; // the other corner of a chosen range
let worstFirst = localStorage.getItem("order") !== "reading";
let sending = Promise.resolve();
let waiting = 0; // edits not answered yet
const pending = new Set(); // texts of theirs: { table, row, col, text, flag }
let building = 0; // those of them that move cells
let settling;

const scan = new Scan(find("scan"), (cell) => choose(cell.table, cell.row, cell.col));
const grid = new Grid(find("table"), (cell, extend) => (extend ? stretch(cell) : choose(cell.table, cell.row, cell.col)));
const editor = new Editor((text) => takeReading(text), (sums) => markSharing(sums));
const list = new List((key) => openDocument(key));

const chosen = () => review && at && review.cellAt(table, at.row, at.col);

// Opening

async function openDocument(key, place) {
  if (!place && page) location.hash = key;
  review = null;
  let told;
  try {
    told = await get(`/${key}`);
  } catch (error) {
    toast(error.message);
    return showList();
  }
  review = new Review(key, told);
  page = table = at = corner = null;
  find("list").hidden = true;
  for (const id of ["desk", "pages", "progress", "order", "export"]) find(id).hidden = false;
  const first = review.queue(worstFirst)[0] || [...review.tables].map(([id, { cells }]) => ({ table: id, cell: cells[0] }))[0];
  place = review.tables.has(place?.table) ? place : editor.keptDraft(review);
  const wished = review.tables.has(place?.table) ? review.cellAt(place.table, place.row, place.col) : undefined;
  turnTo(wished?.places[0]?.page ?? first?.cell.places[0]?.page ?? review.pages[0]?.number);
  label();
  if (wished) choose(place.table, place.row, place.col);
  else if (first) choose(first.table, first.cell.row, first.cell.col);
  find("table").focus();
}

async function showList() {
  review = null;
  location.hash = "";
  for (const id of ["desk", "pages", "progress", "order", "export"]) find(id).hidden = true;
  find("list").hidden = false;
  label();
  find("documents").focus({ preventScroll: true });
  await list.load();
}

function label() {
  find("to-list").textContent = `‹ ${say("documents")}`;
  find("to-list").hidden = !review || list.total === 1;
  find("language").textContent = otherLanguage();
  find("order").textContent = say(worstFirst ? "worst" : "reading");
  find("export").textContent = say("export");
  find("unit-label").textContent = say("unit");
  find("unit").placeholder = "—";
  find("title").placeholder = say("untitled");
  const heading = review ? review.document.metadata.title || review.name : say("documents");
  find("heading").textContent = heading;
  document.title = `${heading} · budgetgrid`;
  labelStructure();
  if (!review) return list.draw();
  find("tables").replaceChildren(
    ...[...review.tables.values()].map((one, index) =>
      make("option", { value: one.id }, `${index + 1}. ${one.title || say("untitled")}`),
    ),
  );
  find("tables").value = table || "";
  count();
  showPageNumber();
}

function count() {
  const { seen, doubtful } = review.counts();
  find("left").textContent = doubtful || !review.tables.size ? say("left", doubtful, seen) : say("allDone");
  find("done").value = seen + doubtful ? seen / (seen + doubtful) : 1;
}

function showPageNumber() {
  find("page-now").textContent = page ? say("pageOf", page.number, review.document.source.pages) : "";
}

// Going about

function turnTo(number) {
  const wanted = review.pages.find((one) => one.number === number);
  if (!wanted || wanted === page) return;
  page = wanted;
  new Image().src = pictureOf(review.key, page.number); // on its way while cells are drawn
  scan.show(review, page);
  showPageNumber();
}

function turn(step) {
  const next = review.pages[review.pages.indexOf(page) + step];
  if (!next) return;
  turnTo(next.number);
  const here = [...review.tables].find(([, { cells }]) => cells.some((c) => c.places[0]?.page === next.number));
  if (here) {
    const cell = here[1].cells.find((c) => c.places[0]?.page === next.number);
    choose(here[0], cell.row, cell.col);
  }
}

function showTable(id) {
  table = id;
  grid.show(review, id);
  find("tables").value = id;
  showNames();
}

// Title and unit of the table, but for what is being typed.
function showNames() {
  for (const name of ["title", "unit"])
    if (document.activeElement !== find(name)) find(name).value = review.tables.get(table)[name] || "";
}

function choose(id, row, col) {
  const cell = review.cellAt(id, row, col);
  if (!cell) return;
  if (at && editor.dirty && !(id === table && cell === chosen())) storeText(editor.text.value);
  if (id !== table) showTable(id);
  at = { row: cell.row, col: cell.col };
  corner = null;
  const pages = cell.places.map((place) => place.page);
  if (pages.length && !pages.includes(page?.number)) turnTo(pages[0]);
  scan.mark(table, cell);
  grid.mark(cell, [], []);
  grid.reveal(cell);
  editor.show(review, table, cell);
  history.replaceState(null, "", `#${review.key}/${table}/${at.row}/${at.col}`);
  preload();
}

// The picture of the page with the next doubtful cell, so that it is there when that is chosen.
function preload() {
  const next = following(1)?.cell.places[0]?.page;
  if (next && next !== page?.number) new Image().src = pictureOf(review.key, next);
}

function following(step) {
  const queue = review.queue(worstFirst);
  if (!queue.length) return null;
  const here = queue.findIndex((one) => one.table === table && one.cell === chosen());
  if (here >= 0) return queue[(here + step + queue.length) % queue.length];
  if (worstFirst) return queue[step > 0 ? 0 : queue.length - 1];
  const order = [...review.tables.keys()];
  const rank = ({ table: id, cell }) => [order.indexOf(id), cell.row, cell.col];
  const before = (a, b) => a.map((n, i) => n - b[i]).find((d) => d) || 0;
  const now = rank({ table, cell: at || { row: 0, col: 0 } });
  if (step > 0) return queue.find((one) => before(rank(one), now) > 0) || queue[0];
  return queue.findLast((one) => before(rank(one), now) < 0) || queue.at(-1);
}

function goNext(step = 1) {
  const next = following(step);
  if (!next) return toast(say("allDone"));
  choose(next.table, next.cell.row, next.cell.col);
}

function move(rows, cols, extend) {
  const cell = chosen();
  if (!cell) return;
  const from = extend && corner ? corner : cell;
  const row = rows > 0 && !extend ? cell.row + cell.rowspan : from.row + rows;
  const col = cols > 0 && !extend ? cell.col + cell.colspan : from.col + cols;
  if (!review.cellAt(table, row, col)) return;
  if (extend) stretch({ table, row, col });
  else choose(table, row, col);
}

// The cells of the smallest rectangle of whole cells around the chosen one and a corner.
function stretch(to) {
  if (!at || to.table !== table) return;
  corner = { row: to.row, col: to.col };
  grid.mark(chosen(), range().cells, []);
}

function range() {
  const first = chosen();
  const last = corner ? review.cellAt(table, corner.row, corner.col) : first;
  let [top, left] = [Math.min(first.row, last.row), Math.min(first.col, last.col)];
  let bottom = Math.max(first.row + first.rowspan, last.row + last.rowspan);
  let right = Math.max(first.col + first.colspan, last.col + last.colspan);
  const meets = (c) => c.row < bottom && c.row + c.rowspan > top && c.col < right && c.col + c.colspan > left;
  for (let grown = true; grown; ) {
    grown = false;
    for (const c of review.tables.get(table).cells.filter(meets)) {
      const next = [Math.min(top, c.row), Math.min(left, c.col), Math.max(bottom, c.row + c.rowspan), Math.max(right, c.col + c.colspan)];
      grown ||= next.some((side, i) => side !== [top, left, bottom, right][i]);
      [top, left, bottom, right] = next;
    }
  }
  const cells = review.tables.get(table).cells.filter(meets);
  return { row: top, col: left, rowspan: bottom - top, colspan: right - left, cells };
}

function markSharing(sums) {
  if (!chosen()) return;
  const spots = sums.flatMap((sum) => [sum.total, ...sum.parts]).filter((spot) => spot.table === table);
  grid.mark(chosen(), corner ? range().cells : [], spots);
}

// Editing

const who = () => localStorage.getItem("who") || list.reviewer;

// Edits are sent one after the other; `wish` is asked for its edit when its turn comes. The answer is whether it was
// stored, undefined where nobody answered.
function send(wish) {
  const { key } = review;
  waiting++;
  const sent = sending.then(() => sendNow(key, wish)).finally(() => waiting--);
  sending = sent;
  return sent;
}

async function sendNow(key, wish) {
  const edit = review?.key === key && wish();
  if (!edit) return false;
  let told;
  try {
    told = await post(`/${key}/edits`, { reading: review.reading, revision: review.revision, who: who(), edit });
  } catch (error) {
    if (!(error instanceof Refused)) return toast(say("offline"));
    toast(say("conflict", error.message));
    if (error.slug === "edit-conflict") await reload();
    return false;
  }
  if (review?.key === key) {
    taken(told);
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLING);
  }
  return true;
}

// Take what checks say after the last edits, ours or others'.
async function settle() {
  if (!review || waiting) return;
  const { key, revision } = review;
  const told = await get(`/${key}/changes?since=${review.checked}`).catch(() => null);
  if (!told || review?.key !== key || review.revision !== revision || waiting) return;
  if (told.reading !== review.reading) return reload();
  if (told.revision !== revision) toast(say("reloaded"));
  taken(told);
}

function taken(told) {
  review.take(told);
  for (const one of pending) put(one);
  const shown = told.tables.some((one) => one.id === table);
  if (shown && !grid.fits()) grid.show(review, table);
  else grid.refresh();
  if (shown) showNames();
  if (told.tables.some((one) => one.cells.some((cell) => !scan.rects.has(idOf(one.id, cell)))) || shown && !scan.chosen)
    scan.show(review, page);
  else scan.paintAll();
  const cell = chosen();
  if (!cell) return choose(table, 0, 0);
  at = { row: cell.row, col: cell.col };
  scan.mark(table, cell);
  editor.renew(cell, told.findings !== undefined);
  grid.mark(cell, corner ? range().cells : [], []);
  count();
}

async function reload() {
  const told = await get(`/${review.key}`);
  review = new Review(review.key, told);
  const number = page?.number;
  page = null;
  if (table && !review.tables.has(table)) table = [...review.tables.keys()][0];
  turnTo(number);
  showTable(table);
  label();
  const cell = chosen() || review.cellAt(table, 0, 0);
  at = null;
  choose(table, cell.row, cell.col);
}

function storeText(text) {
  const cell = chosen();
  const { text: before, flags } = cell;
  const draft = editor.keep(text);
  const corrected = text !== before || flags.includes("corrected");
  const one = { table, row: cell.row, col: cell.col, text, flag: corrected ? "corrected" : "confirmed" };
  editor.text.value = text;
  put(one);
  pending.add(one);
  const edit = { op: "text", table, row: cell.row, col: cell.col, now: text };
  return send(() => edit).then((stored) => {
    pending.delete(one);
    if (stored !== undefined) return localStorage.getItem(draft) === text && localStorage.removeItem(draft);
    Object.assign(cell, { text: before, flags });
    showAgain();
  });
}

// Show a text as reviewed before the server says so.
function put({ table, row, col, text, flag }) {
  const cell = review.cellAt(table, row, col);
  if (cell) Object.assign(cell, { text, flags: [...cell.flags.filter((name) => !["corrected", "confirmed"].includes(name)), flag] });
}

// The chosen table with its texts and colours, which are no longer what they were.
function showAgain() {
  grid.refresh();
  scan.paintAll();
  count();
}

function storeAndGo(text) {
  const next = following(1);
  const here = next && next.table === table && next.cell === chosen();
  storeText(text);
  find("table").focus({ preventScroll: true });
  if (next && !here) choose(next.table, next.cell.row, next.cell.col);
  else toast(say("allDone"));
}

function takeReading(text) {
  if (text !== undefined) storeAndGo(text);
}

function structure(op, more = {}) {
  const cell = chosen();
  const edit = { op, table, row: cell?.row, col: cell?.col, ...more };
  if (cell) build(() => edit);
}

// An edit that moves cells: keys wait until they are where they are then.
async function build(wish) {
  building++;
  await send(wish);
  building--;
}

const STRUCTURE = [
  ["merge", "M", () => structure("merge", (({ cells, ...rest }) => rest)(range()))],
  ["split", "S", () => structure("split")],
  ["rowBelow", "R", () => structure("insert-row", { row: chosen().row + chosen().rowspan })],
  ["rowDelete", "X", () => structure("delete-row")],
  ["colRight", "C", () => structure("insert-col", { col: chosen().col + chosen().colspan })],
  ["colDelete", "⇧X", () => structure("delete-col")],
];

function labelStructure() {
  find("structure").replaceChildren(
    ...STRUCTURE.map(([name, key, act]) => make("button", { onclick: act, title: key }, say(name))),
  );
}

function undo(again) {
  let edit;
  build(() => {
    edit = review.lastOf(who(), !again);
    if (!edit) toast(say("nothingToUndo"));
    return edit && { op: "undo", of: edit.id };
  }).then(() => {
    if (!edit) return;
    let target = edit;
    while (target.op === "undo") target = review.edits[target.of - 1];
    if (target.op === "text" && review.cellAt(target.table, target.row, target.col)) choose(target.table, target.row, target.col);
    toast(say(again ? "redone" : "undone"));
  });
}

function stepTable(step) {
  const ids = [...review.tables.keys()];
  const next = ids[ids.indexOf(table) + step];
  if (next) choose(next, 0, 0);
}

// Dialogs

function showKeys() {
  const rows = [
    [["N", "P"], "kNext"], [["Space"], "kConfirm"], [["Enter"], "kEdit"], [["Enter"], "kStore"], [["Shift+Enter", "Esc"], "kLine"],
    [["1", "2", "3"], "kAlternative"], [["="], "kWanted"], [["↑", "↓", "←", "→"], "kMove"], [["M", "S"], "kMerge"],
    [["R", "Shift+R", "X"], "kRow"], [["C", "Shift+C", "Shift+X"], "kCol"], [["T", "Y"], "kTitle"],
    [["U", "Shift+U"], "kUndo"], [["[", "]"], "kPage"], [["{", "}"], "kTable"], [["Z"], "kZoom"], [["O", "L"], "kOrder"],
    [["D", "E"], "kList"],
  ];
  const lines = rows.flatMap(([keys, key]) => [
    make("dt", {}, ...keys.flatMap((name) => [make("kbd", {}, name), " "])), make("dd", {}, say(key)),
  ]);
  find("keys").replaceChildren(make("h2", {}, say("keysTitle")), make("dl", {}, ...lines));
  find("keys").showModal();
}

function showExports() {
  const boxes = Object.keys(FORMATS).map((name, n) => make("input", { type: "checkbox", value: name, checked: n < 2 && "" }));
  const files = make("div");
  const write = make("button", {}, say("write"));
  write.addEventListener("click", async () => {
    write.disabled = true;
    files.textContent = say("exporting");
    try {
      await sending;
      const formats = boxes.filter((box) => box.checked).map((box) => box.value).join(",");
      const told = await post(`/${review.key}/exports`, { formats });
      const links = told.files.map((name) => make("a", { href: fileOf(review.key, name), download: name }, name));
      files.replaceChildren(make("h2", {}, say("download")), ...links);
    } catch (error) {
      files.textContent = error.message;
    }
    write.disabled = false;
  });
  const close = make("button", { onclick: () => find("exports").close() }, say("close"));
  find("exports").replaceChildren(
    make("h2", {}, say("export")), ...boxes.map((box) => make("label", {}, box, ` ${FORMATS[box.value]}`)), make("p", {}, write, close), files,
  );
  find("exports").showModal();
}

// Keys

const KEYS = {
  n: () => goNext(), p: () => goNext(-1), " ": () => storeAndGo(chosen().text), Enter: () => edit(), F2: () => edit(),
  "=": () => takeReading(editor.wanted),
  m: STRUCTURE[0][2], s: STRUCTURE[1][2], r: STRUCTURE[2][2], x: STRUCTURE[3][2], c: STRUCTURE[4][2], X: STRUCTURE[5][2],
  R: () => structure("insert-row"), C: () => structure("insert-col"),
  t: () => find("title").select(), y: () => find("unit").select(), u: () => undo(false), U: () => undo(true),
  "[": () => turn(-1), "]": () => turn(1), PageUp: () => turn(-1), PageDown: () => turn(1),
  "{": () => stepTable(-1), "}": () => stepTable(1), z: () => scan.toggle(), o: () => switchOrder(), l: () => changeLanguage(),
  d: () => leave(), e: () => showExports(), "?": () => showKeys(),
};
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function edit() {
  editor.text.focus();
  editor.text.select();
}

function keyWhileTyping(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    editor.revert();
    find("table").focus();
  } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) {
    if (event.ctrlKey) storeText(editor.text.value);
    else storeAndGo(editor.text.value);
  } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) takeReading(chosen().alternatives[event.code.at(-1) - 1]?.text);
  else return;
  event.preventDefault();
}

function keyInField(event, op) {
  const field = event.target;
  if (event.key === "Enter") {
    if (field.value !== (review.tables.get(table)[op] || "")) send(((edit) => () => edit)({ op, table, now: field.value }));
  } else if (event.key === "Escape") field.value = review.tables.get(table)[op] || "";
  else return;
  event.preventDefault();
  find("table").focus();
}

addEventListener("keydown", (event) => {
  if (!review) {
    if (event.key === "l" && event.target.tagName !== "INPUT") changeLanguage();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (building && !["u", "U", "z", "Z"].includes(event.key)) return event.preventDefault();
  if (event.target === editor.text) return keyWhileTyping(event);
  if (event.target.id === "title" || event.target.id === "unit") return keyInField(event, event.target.id);
  if (["SELECT", "INPUT"].includes(event.target.tagName)) return;
  if (event.target.tagName === "BUTTON" && [" ", "Enter"].includes(event.key)) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "z") undo(event.shiftKey);
    else if (event.key.toLowerCase() === "y") undo(true);
    else return;
  } else if (event.altKey || event.isComposing) return;
  else if (event.key in ARROWS) move(...ARROWS[event.key], event.shiftKey);
  else if (/^[1-9]$/.test(event.key)) takeReading(chosen()?.alternatives[event.key - 1]?.text);
  else if (event.key in KEYS && (chosen() || "d?l[]eoz".includes(event.key))) KEYS[event.key]();
  else return;
  event.preventDefault();
});

function switchOrder() {
  worstFirst = !worstFirst;
  localStorage.setItem("order", worstFirst ? "worst" : "reading");
  find("order").textContent = say(worstFirst ? "worst" : "reading");
}

function changeLanguage() {
  switchLanguage();
  label();
  if (review && chosen()) editor.ask();
}

function leave() {
  if (list.total !== 1) showList();
}

find("to-list").addEventListener("click", leave);
find("language").addEventListener("click", changeLanguage);
find("help").addEventListener("click", showKeys);
find("order").addEventListener("click", switchOrder);
find("export").addEventListener("click", showExports);
find("page-before").addEventListener("click", () => turn(-1));
find("page-after").addEventListener("click", () => turn(1));
find("tables").addEventListener("change", (event) => {
  choose(event.target.value, 0, 0);
  find("table").focus();
});

addEventListener("beforeunload", (event) => waiting && event.preventDefault());

setInterval(async () => {
  if (!review || document.hidden) return;
  const { key } = review;
  const told = await get(`/${key}/revision`).catch(() => null);
  if (!told || review?.key !== key) return;
  if (told.revision !== review.checked || told.reading !== review.reading) await settle();
}, LOOK_FOR_OTHERS);

async function start() {
  applyLanguage();
  const [key, id, row, col] = location.hash.slice(1).split("/");
  if (key) return Promise.all([openDocument(key, { table: id, row: Number(row), col: Number(col) }), list.load().then(label)]);
  if ((await list.begin()) === 1) return openDocument(list.documents[0].key, {});
  return showList();
}

start();
