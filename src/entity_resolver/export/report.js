"use strict";
(() => {
  const details = JSON.parse(document.getElementById("details").textContent);
  const tip = document.getElementById("tip");
  let pinned = false;
  let current = null;

  const add = (parent, tag, content) => {
    const element = document.createElement(tag);
    element.textContent = content;
    parent.append(element);
    return element;
  };

  const fill = (detail) => {
    tip.replaceChildren();
    add(tip, "b", detail.ja || detail.surface).lang = "ja";
    if (detail.en) add(tip, "div", detail.en);
    const list = add(tip, "dl", "");
    const facts = [
      ["entity", detail.id], ["type", detail.type], ["decision", detail.decision],
      ["confidence", detail.confidence.toFixed(2)], ["method", detail.method], ["rewrite", detail.rewrite],
      ["candidates", (detail.candidates || []).join("\n")],
    ];
    for (const [name, value] of facts) {
      if (value) { add(list, "dt", name); add(list, "dd", value); }
    }
    const steps = add(tip, "ol", "");
    for (const step of detail.steps) add(steps, "li", step);
  };

  const hide = () => {
    tip.hidden = true;
    pinned = false;
    if (current) {
      for (const mark of document.querySelectorAll("mark.on")) mark.classList.remove("on");
      current.removeAttribute("aria-describedby");
    }
    current = null;
  };

  const show = (mark) => {
    hide();
    current = mark;
    fill(details[Number(mark.dataset.m)]);
    for (const twin of document.querySelectorAll(`mark[data-m="${Number(mark.dataset.m)}"]`)) twin.classList.add("on");
    mark.setAttribute("aria-describedby", "tip");
    tip.hidden = false;
    const box = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const width = tip.offsetWidth, height = tip.offsetHeight;
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
    const below = box.bottom + height + 12 < window.innerHeight || box.top < height + 12;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${(below ? box.bottom + 6 : box.top - height - 6) + window.scrollY}px`;
  };

  const markOf = (event) => event.target instanceof Element ? event.target.closest("mark[data-m]") : null;

  document.addEventListener("mouseover", (event) => {
    const mark = markOf(event);
    if (mark && !pinned && mark !== current) show(mark);
  });
  document.addEventListener("mouseout", (event) => {
    const to = event.relatedTarget;
    if (!pinned && markOf(event) && !(to instanceof Element && to.closest("#tip"))) hide();
  });
  tip.addEventListener("mouseleave", () => { if (!pinned) hide(); });
  document.addEventListener("focusin", (event) => { const mark = markOf(event); if (mark) show(mark); });
  document.addEventListener("focusout", (event) => { if (markOf(event) && !pinned) hide(); });
  document.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (mark) { show(mark); pinned = true; }
    else if (!(event.target instanceof Element && event.target.closest("#tip"))) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(); return; }
    const mark = document.activeElement && document.activeElement.closest("mark[tabindex]");
    if (!mark || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return;
    const marks = [...mark.closest(".doc").querySelectorAll("mark[tabindex]")];
    const next = marks[marks.indexOf(mark) + (event.key === "ArrowRight" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      mark.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  });
  // One stop of the Tab key per text; the arrows walk inside.
  for (const text of document.querySelectorAll(".doc")) {
    const first = text.querySelector("mark[tabindex]");
    if (first) first.tabIndex = 0;
  }

  const table = document.getElementById("table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  // Names and forms are searched, not the context: it holds other names.
  const said = (row) => [...row.querySelectorAll("td:not(.forms), .form")].map((cell) => cell.textContent).join(" ");
  const haystacks = new Map(rows.map((row) => [row, said(row).normalize("NFKC").toLowerCase()]));
  const form = document.getElementById("filter");
  const query = document.getElementById("query");
  const varied = document.getElementById("varied");
  const common = document.getElementById("common");
  const shown = document.getElementById("shown");

  const filter = () => {
    const words = query.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    const types = new Set([...form.querySelectorAll("input[name=type]:checked")].map((box) => box.value));
    let count = 0;
    for (const row of rows) {
      const fits = words.every((word) => haystacks.get(row).includes(word))
        && (!row.dataset.type || types.has(row.dataset.type))
        && (!varied.checked || "varied" in row.dataset) && (!common.checked || !("common" in row.dataset));
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} / ${rows.length}`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());

  const collator = new Intl.Collator(["ja", "en"], { numeric: true });
  const key = (row, at) => row.cells[at].dataset.key || row.cells[at].textContent;
  for (const button of table.querySelectorAll("th button")) {
    button.addEventListener("click", () => {
      const head = button.parentElement;
      const at = head.cellIndex;
      const numeric = button.dataset.sort === "number";
      const before = head.getAttribute("aria-sort");
      const ascending = before === "none" ? !numeric : before !== "ascending";
      for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      const sign = ascending ? 1 : -1;
      rows.sort((a, b) => sign * (numeric ? key(a, at) - key(b, at) : collator.compare(key(a, at), key(b, at))));
      body.append(...rows);
    });
  }
  filter();
})();
