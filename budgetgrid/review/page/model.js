// A document under review as the server tells it, and what follows from it.

export const idOf = (table, cell) => `${table} ${cell.row} ${cell.col}`;

export const isSeen = (cell) => cell.flags.includes("corrected") || cell.flags.includes("confirmed");

export class Review {
  constructor(key, told) {
    this.key = key;
    this.name = told.name;
    this.bands = told.bands;
    this.document = told.document;
    this.pages = told.document.pages;
    this.tables = new Map(told.document.tables.map((table) => [table.id, table]));
    this.grids = new Map();
    this.edits = [];
    this.take({ ...told, findings: told.document.findings });
  }

  // The state after edits: tables that changed, later edits, and once they were checked findings and failing sums.
  take(told) {
    for (const table of told.tables || []) {
      this.tables.set(table.id, table);
      this.grids.delete(table.id);
    }
    this.edits = [...this.edits.slice(0, told.revision - told.edits.length), ...told.edits];
    this.holding = new Set(told.holding);
    this.reading = told.reading;
    this.revision = told.revision;
    if (!told.findings) return;
    this.checked = told.revision;
    this.findings = told.findings;
    this.failing = new Set(told.failing.map((spot) => idOf(spot.table, spot)));
    this.about = new Map();
    for (const finding of this.findings) {
      for (const cell of finding.cells) {
        const id = idOf(finding.table, cell);
        this.about.set(id, [...(this.about.get(id) || []), finding]);
      }
    }
  }

  // The cell over each place of a table, row by row.
  grid(id) {
    if (!this.grids.has(id)) {
      const table = this.tables.get(id);
      const grid = Array.from({ length: table.rows }, () => Array(table.cols));
      for (const cell of table.cells)
        for (let row = cell.row; row < cell.row + cell.rowspan; row++)
          for (let col = cell.col; col < cell.col + cell.colspan; col++) grid[row][col] = cell;
      this.grids.set(id, grid);
    }
    return this.grids.get(id);
  }

  cellAt(id, row, col) {
    return this.grid(id)[row]?.[col];
  }

  band(cell) {
    if (cell.confidence === null) return "unknown";
    if (cell.confidence < this.bands.doubt) return "doubt";
    return cell.confidence < this.bands.look ? "look" : "trusted";
  }

  isWrong(table, cell) {
    return this.failing.has(idOf(table, cell)) && !isSeen(cell);
  }

  isDoubtful(table, cell) {
    return !isSeen(cell) && (this.band(cell) !== "trusted" || this.isWrong(table, cell));
  }

  // Doubtful cells, the worst first or in reading order; a failed sum halves what a cell is believed.
  queue(worstFirst) {
    const found = [];
    for (const [table, { cells }] of this.tables)
      for (const cell of cells) {
        if (!this.isDoubtful(table, cell)) continue;
        const belief = (cell.confidence ?? 0.5) * (this.isWrong(table, cell) ? 0.5 : 1);
        found.push({ table, cell, belief });
      }
    return worstFirst ? found.sort((a, b) => a.belief - b.belief) : found;
  }

  counts() {
    let seen = 0;
    let doubtful = 0;
    for (const [table, { cells }] of this.tables)
      for (const cell of cells) {
        if (isSeen(cell)) seen++;
        else if (this.isDoubtful(table, cell)) doubtful++;
      }
    return { seen, doubtful };
  }

  // What was read in a cell that has been corrected since: the oldest of its edits that hold.
  readAs(table, cell) {
    const own = this.edits.filter(
      (edit) => edit.op === "text" && this.holding.has(edit.id) && edit.table === table && edit.row === cell.row && edit.col === cell.col,
    );
    return own.length ? own[0].was : cell.raw;
  }

  // The last edit of a person that can be undone, or the last undo that can be taken back.
  lastOf(who, undo) {
    const undone = new Set();
    const standing = [];
    for (const edit of [...this.edits].reverse()) {
      if (undone.has(edit.id)) continue;
      if (edit.op === "undo") undone.add(edit.of);
      standing.push(edit);
    }
    const own = standing.filter((edit) => edit.who === who);
    if (undo) return own.find((edit) => edit.op !== "undo");
    return own[0]?.op === "undo" ? own[0] : undefined;
  }
}
