// Explorables: swap the states that explore() drew at build time (src/fieldguide/explore.py).
// Tables: search, filter and sort the rows of table() (src/fieldguide/tables.py).
// Quizzes: say aloud what the style sheet shows (src/fieldguide/quiz.py).
(() => {
  "use strict";

  function place(input) {
    if (input.type !== "checkbox") return input.type === "range" ? +input.value : input.selectedIndex;
    const yes = +input.dataset.yes;
    return input.disabled ? 0 : input.checked ? yes : 1 - yes;
  }

  function size(input) {
    if (input.type === "range") return +input.max + 1;
    return input.type === "checkbox" ? (input.disabled ? 1 : 2) : input.options.length;
  }

  for (const box of document.querySelectorAll(".fg-explore:not([data-ready])")) {
    const data = JSON.parse(box.querySelector("script").textContent);
    const form = box.querySelector(".fg-controls");
    const inputs = [...form.querySelectorAll("input, select")];
    const view = box.querySelector(".fg-state");
    const values = box.querySelector(".fg-values");
    const status = box.querySelector("[role=status]");
    let timer;

    const show = () => {
      let state = 0;
      const said = inputs.map((input) => {
        state = state * size(input) + place(input);
        const label = box.querySelector(`label[for="${input.id}"]`) || input.closest("label");
        let now = input.checked ? "yes" : "no";
        if (input.type === "range") {
          now = JSON.parse(input.dataset.labels)[input.value];
          input.setAttribute("aria-valuetext", now);
          box.querySelector(`output[for="${input.id}"]`).textContent = now;
        } else if (input.type !== "checkbox") now = input.value;
        return `${label.textContent.trim()}: ${now}`;
      });
      view.innerHTML = data.states[state].map((k) => data.lines[k]).join("\n");
      values.textContent = said.join("; ");
      // A moment's pause, so that dragging a slider does not read out every step.
      clearTimeout(timer);
      timer = setTimeout(() => {
        status.textContent = `${said.join("; ")}. ${data.words[state] || view.textContent}`;
      }, 400);
    };
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    box.dataset.ready = ""; // the style sheet hides the still values, but not on paper
  }

  for (const box of document.querySelectorAll(".fg-sheet:not([data-ready])")) {
    const form = box.querySelector("form");
    const search = form.querySelector("input");
    const filters = [...form.querySelectorAll("select")];
    const body = box.querySelector("tbody");
    const rows = [...body.rows];
    const status = box.querySelector("[role=status]");

    const show = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const kept = words.every((word) => text.includes(word)) && filters.every((filter) => {
          const parts = row.cells[+filter.dataset.column].dataset.parts;
          return !filter.value || JSON.parse(parts).includes(filter.value);
        });
        row.hidden = !kept;
        shown += kept;
      }
      status.textContent = `${shown} of ${rows.length} rows`;
    };
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());

    const key = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
    for (const button of box.querySelectorAll("th button")) {
      button.addEventListener("click", () => {
        const head = button.closest("th");
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of box.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const number = head.dataset.number !== undefined;
        rows.sort((a, b) => {
          const [x, y] = [key(a, head.cellIndex), key(b, head.cellIndex)];
          if (x === "" || y === "") return (x === "") - (y === ""); // the unknown come last
          const order = number ? x - y : x.localeCompare(y);
          return up ? order : -order;
        });
        body.append(...rows);
        status.textContent = `Sorted by ${button.textContent.trim()}, ${up ? "rising" : "falling"}.`;
      });
    }
    form.hidden = false;
    box.dataset.ready = "";
  }

  for (const quiz of document.querySelectorAll(".fg-quiz:not([data-ready])")) {
    const status = quiz.querySelector("[role=status]");
    quiz.dataset.ready = "";
    quiz.addEventListener("change", (event) => {
      const option = event.target.closest(".fg-option");
      const all = quiz.querySelectorAll("fieldset").length;
      const right = quiz.querySelectorAll("[data-right] input:checked").length;
      const done = quiz.querySelectorAll("input:checked").length;
      const why = option.querySelector(".fg-why").textContent;
      status.textContent = `${why} So far ${right} of ${done} right; ${all - done} to go.`;
    });
  }

  // Code that is folded away has no width. When it is unfolded, the theme must look again which
  // blocks scroll sideways, to let the keyboard reach them; it does so when the window changes.
  if (!document.documentElement.dataset.fgUnfolds) {
    document.documentElement.dataset.fgUnfolds = ""; // once, though JupyterLab runs this for each output
    const lookAgain = () => setTimeout(() => dispatchEvent(new Event("resize")));
    document.addEventListener("toggle", lookAgain, true);
    document.addEventListener("click", (event) => {
      if (event.target.closest(".toggle-button, .admonition-title")) lookAgain();
    });
  }
})();
