// Suggestions below the search box while somebody types: a combobox with a list, as the ARIA practices describe it.
// Without this the form still searches, and its results name the same services.

const PAUSE = 150; // milliseconds without a key before we ask
const SHORTEST = 2;

function combobox(form) {
  const input = form.querySelector("input[type=search]");
  const panel = document.createElement("div");
  const said = document.createElement("p");
  let options = [];
  let active = -1;
  let timer = 0;
  let request = null;

  panel.className = "suggestions";
  panel.hidden = true;
  said.className = "hidden";
  said.setAttribute("role", "status");
  input.parentNode.append(panel, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", "suggestions");

  function open(isOpen) {
    panel.hidden = !isOpen;
    input.setAttribute("aria-expanded", isOpen);
    activate(-1);
  }

  function activate(place) {
    active = place;
    options.forEach((option, number) => option.setAttribute("aria-selected", number === active));
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    }
  }

  function stop() {
    clearTimeout(timer);
    if (request) request.abort();
  }

  function ask() {
    request = new AbortController();
    fetch(form.dataset.suggest + "?q=" + encodeURIComponent(input.value), { signal: request.signal })
      .then((response) => (response.ok ? response.text() : ""))
      .then((html) => {
        panel.innerHTML = html;
        options = Array.from(panel.querySelectorAll("[role=option]"));
        said.textContent = options.length ? panel.firstElementChild.dataset.said : "";
        open(options.length > 0 && document.activeElement === input);
      })
      .catch(() => open(false)); // no network, or a newer question: the form itself still works
  }

  function choose(option) {
    if (option.dataset.url) {
      const lives = new FormData(form).get("lives");
      location.assign(option.dataset.url + (lives ? "?lives=" + encodeURIComponent(lives) : ""));
    } else {
      input.value = option.textContent;
      form.submit();
    }
  }

  input.addEventListener("input", () => {
    stop();
    if (input.value.trim().length < SHORTEST) open(false);
    else timer = setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      if (panel.hidden) open(true);
      // One place more than there are options: the last one is the text as typed.
      const places = options.length + 1;
      activate(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      open(false);
    }
  });

  input.addEventListener("blur", () => {
    stop();
    open(false);
  });
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  panel.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

if (window.AbortController) document.querySelectorAll("form[data-suggest]").forEach(combobox);
