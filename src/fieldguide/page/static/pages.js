// Explorables: swap the states that explore() drew at build time (src/fieldguide/page/explore.py).
// Tables: search, filter and sort the rows of table() (page/tables.py).
// Quizzes: say aloud what the style sheet shows (page/quiz.py).
// Predictions: keep back what a cell shows until there is a guess, and compare (page/predict.py).
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

  // What is wider than its box scrolls, and the keyboard must reach it.
  function letScroll(part) {
    for (const box of part.querySelectorAll(".fg-picture, .fg-state, .fg-reveal")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
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
      letScroll(box);
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

  for (const box of document.querySelectorAll(".fg-predict:not([data-ready])")) {
    const form = box.querySelector(".fg-guess");
    const field = form.querySelector("input[type=number]");
    const verdict = box.querySelector(".fg-verdict");
    const details = box.querySelector("details");
    const answers = [...details.querySelectorAll(".fg-answer > li")];
    const right = answers.find((li) => li.dataset.right !== undefined);

    // In the book: the text up to the next cell, heading or exercise, which reads the result.
    // In JupyterLab, where a cell's text is an element beside it, the style sheet does this.
    const text = [];
    const ends = ".cell, section, .exercise, .admonition, .solution";
    let next = box.closest(".cell")?.nextElementSibling;
    for (; next && !next.matches(ends); next = next.nextElementSibling) text.push(next);

    const number = () => {
      const { answer, near, unit, said } = box.dataset;
      const guess = field.valueAsNumber;
      const off = guess / answer;
      const factor = Math.max(off, 1 / off);
      const by = off > 0 && Number.isFinite(off) && factor >= 2 ? `, by a factor of ${+factor.toPrecision(2)}` : "";
      const words = guess === +answer ? "Exactly"
        : Math.abs(guess - answer) <= near * (1 + 1e-9) ? "Near"
        : `Too ${guess < answer ? "low" : "high"}${by}`;
      return [words, ` You said ${field.value}${unit}; it is ${said}.`];
    };

    const choice = () => {
      const at = [...form.querySelectorAll("input")].findIndex((input) => input.checked);
      const [[name, why], [it]] = [answers[at].children, right.children];
      const said = [` You said: ${name.textContent}. `, why.cloneNode(true)];
      if (answers[at] === right) return ["So it is", ...said];
      return ["Not so", ...said, ` It is: ${it.textContent}.`];
    };

    const shown = () => {
      if (field) return ["Shown without a guess", ` It is ${box.dataset.said}.`];
      const [it, why] = right.children;
      return ["Shown without a guess", ` It is: ${it.textContent}. `, why.cloneNode(true)];
    };

    // Without a guess: she asks to see it, or follows a link to what is kept back.
    const tell = (guessed) => {
      if (box.dataset.told !== undefined) return;
      const [words, ...rest] = !guessed ? shown() : field ? number() : choice();
      const strong = document.createElement("strong");
      strong.textContent = `${words}.`;
      verdict.replaceChildren(strong, ...rest);
      box.dataset.told = ""; // the style sheet shows what was kept back
      for (const part of text) delete part.dataset.fgKept;
      // Her guess stays as it is; a choice that cannot be changed need not look like none.
      for (const input of form.elements) input.disabled = !input.checked;
      const options = form.querySelectorAll(".fg-option");
      if (right) options[answers.indexOf(right)].dataset.right = "";
      dispatchEvent(new Event("resize")); // see below, at code that is folded away
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field ? Number.isNaN(field.valueAsNumber) : !form.querySelector(":checked")) {
        verdict.textContent = field ? "Type a number first." : "Choose first.";
        form.querySelector("input").focus();
        return;
      }
      tell(true);
      verdict.focus({ preventScroll: true }); // the button that had it is gone
    });
    form.querySelector("button[type=button]").addEventListener("click", () => {
      tell(false);
      verdict.focus({ preventScroll: true });
    });

    const follow = () => {
      const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target || ![...text, details].some((part) => part.contains(target))) return;
      tell(false);
      target.scrollIntoView();
    };

    for (const part of text) part.dataset.fgKept = "";
    details.open = true; // for paper; on a screen the style sheet hides it until there is a guess
    form.hidden = false;
    box.dataset.ready = "";
    addEventListener("hashchange", follow);
    follow();
  }

  // Code that is folded away has no width. When it is unfolded, the theme must look again which
  // blocks scroll sideways, to let the keyboard reach them; it does so when the window changes.
  if (!document.documentElement.dataset.fgUnfolds) {
    document.documentElement.dataset.fgUnfolds = ""; // once, though JupyterLab runs this for each output
    addEventListener("resize", () => letScroll(document));
    letScroll(document);
    const lookAgain = () => setTimeout(() => dispatchEvent(new Event("resize")));
    document.addEventListener("toggle", lookAgain, true);
    document.addEventListener("click", (event) => {
      if (event.target.closest(".toggle-button, .admonition-title")) lookAgain();
    });
  }
})();
