// Services that a reader keeps on this phone: their ids, in this browser and nowhere else.
// Where nothing can be kept, as in some private windows, no button appears.

const KEY = "saved-services";
const MOST = 50;

const link = document.querySelector(".saved-link");
const template = document.getElementById("save-button");
const buttons = new Map();

function kept() {
  try {
    const ids = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(ids) ? ids.filter((id) => /^[0-9a-f-]{36}$/.test(id)) : [];
  } catch (error) {
    return [];
  }
}

function keep(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
    return true;
  } catch (error) {
    return false;
  }
}

function address(ids) {
  const lives = new URLSearchParams(location.search).get("lives");
  const parts = ids.map((id) => "id=" + id).concat(lives ? "lives=" + encodeURIComponent(lives) : []);
  return link.pathname + (ids.length ? "?" + parts.join("&") : "");
}

function show() {
  const ids = kept();
  link.href = address(ids);
  link.querySelector("span").textContent = "(" + ids.length + ")";
  link.hidden = false;
  buttons.forEach((button, id) => button.setAttribute("aria-pressed", ids.includes(id)));
}

function press(id, button) {
  const ids = kept();
  const others = ids.filter((other) => other !== id);
  if (others.length === ids.length && ids.length >= MOST) {
    button.textContent = template.dataset.full;
  } else if (keep(others.length === ids.length ? ids.concat(id) : others)) {
    show();
  }
}

function addButton(place) {
  const id = place.dataset.key;
  const button = template.content.firstElementChild.cloneNode(true);
  const name = place.querySelector("h2, h3") || document.querySelector("h1");
  button.setAttribute("aria-label", button.textContent.trim() + ": " + name.textContent.trim());
  button.addEventListener("click", () => press(id, button));
  place.append(button);
  buttons.set(id, button);
}

if (link && template && keep(kept())) {
  if (document.querySelector("[data-saved-none]") && kept().length) {
    location.replace(address(kept()));
  }
  document.querySelectorAll("[data-key]").forEach(addButton);
  show();
  window.addEventListener("storage", show);
  window.addEventListener("pageshow", show);
}
