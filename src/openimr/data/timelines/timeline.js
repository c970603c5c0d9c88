"use strict";
(() => {
  const form = document.querySelector("form.filter");
  if (!form) return;
  form.hidden = false;
  const rows = [...document.querySelectorAll("li.row")].map((node) => ({
    node,
    kind: node.dataset.kind,
    parts: node.dataset.parts ? node.dataset.parts.split("|") : [],
    words: [...node.querySelectorAll(".kind, .said, summary")].map((part) => part.textContent).join(" ").toLowerCase(),
  }));
  const marks = [...document.querySelectorAll("svg a[href^='#']")];
  const days = [...document.querySelectorAll(".day")];
  const phases = [...document.querySelectorAll(".phase")];
  const told = form.querySelector("output");
  const apply = () => {
    const part = form.elements.part.value;
    const words = form.elements.words.value.trim().toLowerCase();
    const phase = form.elements.phase.value;
    const kinds = new Set([...form.querySelectorAll("input[name=kind]:checked")].map((box) => box.value));
    const all = form.querySelectorAll("input[name=kind]").length;
    const isAll = !part && !words && kinds.size === all;
    let count = 0;
    for (const row of rows) {
      const fits =
        kinds.has(row.kind) &&
        (!part || (part === "-" ? !row.parts.length : row.parts.includes(part))) &&
        (!words || row.words.includes(words));
      row.node.hidden = !fits;
      count += fits;
    }
    for (const day of days) day.hidden = !isAll && !day.querySelector("li.row:not([hidden])");
    for (const each of phases) each.hidden = Boolean(phase) && each.dataset.phase !== phase;
    for (const mark of marks) {
      const row = document.getElementById(mark.getAttribute("href").slice(1));
      mark.classList.toggle("dim", Boolean(row) && (row.hidden || Boolean(row.closest("[hidden]"))));
    }
    told.textContent = isAll && !phase ? "" : `${count} of ${rows.length} rows`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  const open = () => {
    const row = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!row || !row.matches("li.row")) return;
    if (row.hidden || row.closest("[hidden]")) form.reset();
    setTimeout(() => {
      row.querySelector("details")?.setAttribute("open", "");
      row.scrollIntoView({ block: "center" });
    });
  };
  addEventListener("hashchange", open);
  open();
})();
