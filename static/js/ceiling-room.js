// What the typed amount would take of the ceilings, told while somebody types.
// Without this the button “Look at the room first” tells the same.

const PAUSE = 300; // milliseconds without a key before we ask
const FIELDS = ["fiscal_year", "expense_class", "source", "source_name", "amount"];

const told = document.querySelector("[data-room]");
const form = told?.closest("form");
let timer = 0;
let request = null;

async function ask() {
  request?.abort();
  request = new AbortController();
  const typed = new URLSearchParams(FIELDS.map((name) => [name, form.elements[name]?.value ?? ""]));
  try {
    const answer = await fetch(`${told.dataset.room}?${typed}`, { signal: request.signal });
    if (answer.ok) told.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") told.textContent = "";
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});
if (form?.elements.amount.value) ask();
