// Arrow keys go from number to number of the grid. Without this file the Tab key does, one row after the other.
"use strict";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function next(cell, down, along) {
  const rows = [...cell.closest("tbody").rows];
  let row = rows.indexOf(cell.parentElement);
  let column = cell.cellIndex;
  do {
    row += down;
    column += along;
    const link = rows[row]?.cells[column]?.querySelector("a");
    if (link) return link;
  } while (rows[row]?.cells[column]);
  return null;
}

for (const table of document.querySelectorAll(".matrix-scroll table")) {
  const mirrored = getComputedStyle(table).direction === "rtl" ? -1 : 1;
  table.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cell = event.target.closest("tbody td, tbody th");
    if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = next(cell, step[0], step[1] * mirrored);
    if (!link) return;
    event.preventDefault();
    link.focus();
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
