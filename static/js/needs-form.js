// The form of a need with a script: what is typed is kept on this phone, photos are made smaller, and what cannot be
// sent now waits in a list and goes out later. Without this, or where nothing can be kept, the form sends as it is.

const LARGEST_SIDE = 1600;
const PAUSE = 400; // milliseconds without a key before a draft is kept
const NOT_KEPT = ["csrfmiddlewaretoken", "client_key", "written_at", "for_somebody", "website", "files", "kept", "leave_out", "account"];
const STYLES = { sent: "good", refused: "bad", sign_in: "warn", other_account: "warn" };

const given = JSON.parse(document.getElementById("needs-phone").textContent);
const words = given.words;
const form = document.getElementById("need-form");
const section = document.getElementById("needs-kept");
const list = section.querySelector("ul");
const said = document.getElementById("needs-said");
const word = document.getElementById("needs-word");
const input = form.elements.files;
const isShell = "shell" in form.dataset;
const phone = self.needsQueue;

let owner = null;
let chosen = []; // the files of this need, made smaller
let shrinking = Promise.resolve();
let timer = 0;
let isBusy = false;

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
const mode = () => form.elements.for_somebody.value;
const key = () => form.elements.client_key;
const controls = () => Array.from(form.elements).filter((one) => one.name && !NOT_KEPT.includes(one.name) && !one.disabled);
const settled = () => form.querySelector("input[type=hidden][name=community]");
const communityOf = (kept) => (kept.fields.find(([name]) => name === "community") || [])[1];

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function element(tag, attributes, ...inside) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...inside);
  return made;
}

let tellsOfWaiting = false; // what is said last, until nothing waits any more

function say(text, kind = "", isAnswer = true) {
  said.replaceChildren();
  tellsOfWaiting = kind === "warn";
  if (!text) return;
  said.append(element("div", { className: "notice stack " + kind }, element("p", { textContent: text })));
  if (isAnswer) said.focus();
}

const unsent = (kept) => kept.filter((one) => !["sent", "refused", "open"].includes(one.state));

// ---- What stands in the form -------------------------------------------------------------------------------------

function fields() {
  return controls()
    .filter((one) => one.tagName !== "BUTTON" && !(["checkbox", "radio"].includes(one.type) && !one.checked))
    .map((one) => [one.name, one.value]);
}

const isEmpty = () =>
  !chosen.length && !controls().some((one) => (["text", "textarea", "tel", "email"].includes(one.type)) && one.value.trim());

function write(values) {
  const left = values.slice();
  controls().forEach((one) => {
    if (one.tagName === "BUTTON" || (one.type === "hidden" && one.name === "community")) return;
    if (["checkbox", "radio"].includes(one.type)) {
      one.checked = left.some(([name, value]) => name === one.name && value === one.value);
      return;
    }
    const place = left.findIndex(([name]) => name === one.name);
    one.value = place < 0 ? "" : left.splice(place, 1)[0][1];
  });
}

function attach(files) {
  chosen = files;
  try {
    const transfer = new DataTransfer();
    files.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
  } catch (error) {
    input.value = ""; // an older browser shows no names, and sends what is in hand all the same
  }
}

const onlyCommunity = () => (owner.communities.length === 1 ? owner.communities[0][0] : "");

function clear() {
  clearTimeout(timer);
  clearErrors();
  write([["suggested_urgency", ""], ["community", onlyCommunity()]]);
  attach([]);
  key().value = newKey();
  form.elements.written_at.value = "";
  word.textContent = "";
}

// ---- Photos ------------------------------------------------------------------------------------------------------

async function smaller(file) {
  if (!/^image\//.test(file.type) || !self.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = LARGEST_SIDE / Math.max(picture.width, picture.height);
    if (scale >= 1) return file;
    const canvas = element("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    const pencil = canvas.getContext("2d");
    pencil.fillStyle = "#fff";
    pencil.fillRect(0, 0, canvas.width, canvas.height);
    pencil.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    return made ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch (error) {
    return file; // a kind that this browser cannot open: the office's server looks at it
  }
}

async function choose() {
  const files = Array.from(input.files);
  word.textContent = words.shrinking;
  const made = [];
  for (const file of files) made.push(await smaller(file)); // one after the other: a cheap phone has little room
  attach(made);
  await keepDraft();
}

// ---- Drafts ------------------------------------------------------------------------------------------------------

const draftId = () => [owner.account, mode(), owner.is_staff && settled() ? settled().value : ""].join("|");

function record() {
  const title = form.elements.title.value.trim() || words.without_title;
  const writtenAt = new Date().toISOString();
  return { id: key().value, account: owner.account, mode: mode(), title, fields: [...fields(), ["for_somebody", mode()]], files: chosen, writtenAt };
}

async function keepDraft() {
  clearTimeout(timer);
  try {
    if (isEmpty()) {
      await phone.remove("drafts", draftId());
      word.textContent = "";
      return;
    }
    await phone.put("drafts", { ...record(), id: draftId(), key: key().value });
    word.textContent = words.kept;
    show();
  } catch (error) {
    word.textContent = error && error.name === "QuotaExceededError" ? words.full : words.not_kept;
  }
}

function keepSoon() {
  clearTimeout(timer);
  timer = setTimeout(keepDraft, PAUSE);
}

// What staff began without signal, where the community was one of a list, goes on where it is settled.
async function draftHere() {
  const draft = await phone.get("drafts", draftId());
  if (draft || !settled()) return draft;
  const other = await phone.get("drafts", [owner.account, mode(), ""].join("|"));
  if (!other || communityOf(other) !== settled().value) return null;
  await phone.move({ ...other, id: draftId() }, "drafts", other.id, "drafts");
  return other;
}

async function restore() {
  const draft = await draftHere();
  if (!draft) return;
  if ("bound" in form.dataset) {
    if (draft.key === key().value && !form.elements.kept) attach(draft.files);
    return;
  }
  load(draft, draft.key);
  word.textContent = words.restored;
}

function load(kept, itsKey) {
  write(kept.fields);
  attach(kept.files);
  key().value = itsKey;
}

// ---- What is wrong -----------------------------------------------------------------------------------------------

function clearErrors() {
  document.querySelectorAll("#error-summary").forEach((one) => one.remove());
  form.querySelectorAll(".field.wrong").forEach((one) => one.classList.remove("wrong"));
  form.querySelectorAll(".field-error").forEach((one) => one.remove());
  form.querySelectorAll("[aria-describedby]").forEach((one) => {
    const there = one.getAttribute("aria-describedby").split(" ").filter((id) => document.getElementById(id));
    if (there.length) one.setAttribute("aria-describedby", there.join(" "));
    else one.removeAttribute("aria-describedby");
  });
}

function mark(name, messages) {
  const control = form.querySelector("[name=" + name + "]:not([type=hidden])");
  const field = control && control.closest(".field");
  const link = element("a", { href: "#" + (control ? control.id : "need-form"), textContent: messages.join(" ") });
  if (field) {
    field.classList.add("wrong");
    const hidden = element("span", { className: "hidden", textContent: words.error + " " });
    const error = element("p", { className: "field-error", id: control.id + "_error" }, hidden, messages.join(" "));
    const help = field.querySelector(".help");
    const label = field.querySelector("label, legend");
    (help || label).after(error);
    const described = [help && help.id, error.id].filter(Boolean).join(" ");
    (control.closest("fieldset") || control).setAttribute("aria-describedby", described);
  }
  return element("li", {}, link);
}

function showErrors(message, errors) {
  clearErrors();
  say("");
  const lines = Object.entries(errors).map(([name, messages]) => mark(name, messages));
  if (message || !lines.length) lines.unshift(element("li", { textContent: message || words.try_later }));
  const box = element("div", { className: "notice bad", id: "error-summary", tabIndex: -1 });
  box.setAttribute("role", "alert");
  box.append(element("h2", { textContent: words.problem }), element("ul", { className: "plain" }, ...lines));
  said.before(box);
  box.focus();
}

function missing() {
  const wanted = Object.entries(given.required).filter(([name]) => {
    const control = form.elements[name];
    return control && !control.disabled && !(control.type === "checkbox" ? control.checked : control.value.trim());
  });
  return Object.fromEntries(wanted.map(([name, text]) => [name, [text]]));
}

// ---- Sending -----------------------------------------------------------------------------------------------------

async function send(isAnyway) {
  say("");
  await shrinking;
  const wrong = missing();
  if (Object.keys(wrong).length) {
    await keepDraft();
    showErrors("", wrong);
    return;
  }
  word.textContent = words.sending_now;
  const need = record();
  if (isAnyway) need.fields.push(["anyway", "1"]);
  form.querySelectorAll("input[type=hidden][name=kept]").forEach((one) => {
    if (!form.querySelector('input[name=leave_out][value="' + one.value + '"]:checked')) need.fields.push(["kept", one.value]);
  });
  clearTimeout(timer);
  await phone.put("queue", { ...need, state: "sending" });
  const outcome = await phone.sendFirst({ ...need, state: "sending" });
  if (outcome.state === "refused") {
    await phone.remove("queue", need.id);
    if (outcome.needsNewKey) key().value = newKey();
    await keepDraft();
    showErrors(outcome.message, outcome.errors);
  } else if (outcome.state === "similar") {
    await askAboutSimilar(need, outcome.token);
  } else {
    await phone.remove("drafts", draftId());
    if (outcome.state === "sent") {
      clear(); // so that leaving the page keeps no draft of it
      location.assign(outcome.receipt);
    } else {
      await wait(outcome.state);
    }
  }
  show();
}

// The office's page shows what looks alike; photos stay here until it is decided.
async function askAboutSimilar(need, token) {
  await phone.remove("queue", need.id);
  await keepDraft();
  if (!form.elements.csrfmiddlewaretoken) form.append(element("input", { type: "hidden", name: "csrfmiddlewaretoken" }));
  form.elements.csrfmiddlewaretoken.value = token;
  input.value = "";
  form.submit();
}

async function wait(state) {
  if (document.getElementById("offered")) {
    location.assign(owner.page);
    return;
  }
  clear();
  await show();
  say(words[state === "waiting" ? "queued" : state], "warn");
  askForSync().catch(() => null);
}

// Some browsers send later without a page; on the others it goes when the page is open, or by the button.
async function askForSync() {
  const worker = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration());
  if (worker && worker.sync) await worker.sync.register("needs");
}

async function follow(button) {
  clear();
  await phone.remove("drafts", draftId());
  form.append(element("input", { type: "hidden", name: button.name, value: button.value }));
  form.submit();
}

async function onSubmit(event) {
  event.preventDefault();
  const pressed = event.submitter;
  if (isBusy) return;
  isBusy = true;
  try {
    if (pressed && pressed.name === "follow") await follow(pressed);
    else await send(Boolean(pressed && pressed.name === "anyway"));
  } catch (error) {
    word.textContent = error && error.name === "QuotaExceededError" ? words.full : words.not_kept;
    if (!isShell) form.submit(); // nothing can be kept here: as without a script
  } finally {
    isBusy = false;
  }
}

async function sendAll() {
  await phone.send({ isForced: true });
  await show();
  const left = unsent(await phone.own());
  if (!left.length) say(words.all_sent);
  else say(left.some((one) => one.state === "waiting") ? words.no_signal : words[left[0].state], "warn");
}

// ---- The list ----------------------------------------------------------------------------------------------------

function button(label, act, id, title) {
  const made = element("button", { type: "button", className: "button plain", name: "act", value: act, textContent: label });
  made.dataset.id = id;
  made.setAttribute("aria-label", label + ": " + title);
  return made;
}

function state(kept) {
  const why = [kept.message, ...Object.values(kept.errors || {}).flat()].filter(Boolean).join(" ");
  return fill(words[kept.state] || words.waiting, { number: kept.reference, why: why || words.try_later });
}

function line(kept) {
  const row = element("li", { className: "card" }, element("h3", { textContent: kept.title }));
  row.dataset.state = kept.state;
  row.append(element("p", { className: "status " + (STYLES[kept.state] || "wait"), textContent: state(kept) }));
  if (kept.files && kept.files.length) row.append(element("p", { textContent: fill(words.files, { n: kept.files.length }) }));
  if (kept.state === "waiting" && kept.nextAt > Date.now()) {
    const time = new Date(kept.nextAt).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    row.append(element("p", { className: "soft", textContent: fill(words.next_try, { time }) }));
  }
  const ways = element("p", { className: "row" });
  if (kept.state === "sent") {
    ways.append(element("a", { href: kept.receipt, textContent: words.receipt, ariaLabel: words.receipt + ": " + kept.title }));
  }
  if (kept.state === "sign_in" || kept.state === "other_account") {
    ways.append(element("a", { href: owner.sign_in, textContent: words.sign_in_link }));
  }
  if (kept.state === "open") ways.append(button(words.go_on, "mend", kept.id, kept.title));
  if (kept.state === "refused") ways.append(button(words.mend, "mend", kept.id, kept.title));
  if (kept.state !== "sending") ways.append(button(words.remove, "remove", kept.id, kept.title));
  row.append(ways);
  return row;
}

let nextTry = 0;

async function show() {
  const kept = await phone.own();
  const focused = document.activeElement && document.activeElement.dataset.id;
  list.replaceChildren(...kept.map(line));
  if (focused && list.querySelector('[data-id="' + focused + '"]')) list.querySelector('[data-id="' + focused + '"]').focus();
  list.hidden = !kept.length;
  section.hidden = !kept.length && !(await phone.drafts()).length;
  section.querySelector("[value=send]").hidden = !unsent(kept).length;
  if (tellsOfWaiting && !unsent(kept).length) say(kept.some((one) => one.state === "refused") ? "" : words.all_sent, "", false);
  clearTimeout(nextTry);
  const times = kept.filter((one) => one.state === "waiting" && one.nextAt).map((one) => one.nextAt);
  if (times.length) nextTry = setTimeout(() => phone.send().then(show), Math.max(1000, Math.min(...times) - Date.now()));
}

async function mend(id) {
  const kept = await phone.get("queue", id);
  if (!kept) return;
  const isElsewhere = owner.is_staff && settled() && settled().value !== communityOf(kept);
  if (kept.mode !== mode() || isElsewhere || document.getElementById("offered")) {
    const way = new URLSearchParams({ ...(kept.mode && { for_somebody: 1 }), ...(owner.is_staff && { community: communityOf(kept) }) });
    location.assign(owner.page + "?" + way + "#" + id);
    return;
  }
  await keepDraft();
  const { state: _state, message, errors, needsNewKey, ...draft } = kept;
  const isParked = !isEmpty();
  if (isParked) await phone.put("queue", { ...record(), state: "open" });
  const itsKey = needsNewKey ? newKey() : id;
  await phone.move({ ...draft, id: draftId(), key: itsKey }, "queue", id, "drafts");
  load(kept, itsKey);
  word.textContent = words.kept;
  if (kept.state === "refused") showErrors(message, errors || {});
  else form.elements.title.focus();
  await show();
}

async function act(event) {
  const pressed = event.target.closest("button[name=act]");
  if (!pressed) return;
  const id = pressed.dataset.id;
  if (pressed.value === "send") await sendAll();
  if (pressed.value === "mend") await mend(id);
  if (pressed.value === "remove") {
    const kept = await phone.get("queue", id);
    if (kept && (kept.state === "sent" || confirm(words.remove_sure))) await phone.remove("queue", id);
    await show();
    said.focus();
  }
  if (pressed.value === "wipe" && confirm(words.wipe_sure)) {
    clear();
    await phone.wipe();
    if (!isShell) await phone.put("settings", owner);
    await show();
    say(words.wiped);
    if (isShell) showShell(false);
  }
}

// ---- Beginning ---------------------------------------------------------------------------------------------------

function communities() {
  const select = form.elements.community;
  if (settled()) {
    const [name, place] = document.querySelectorAll("#id_community p:nth-of-type(2)")[0].innerText.split("\n");
    return [[settled().value, [name, place].filter(Boolean).join(", ")]];
  }
  return Array.from(select.options).filter((one) => one.value).map((one) => [one.value, one.textContent]);
}

function showShell(isKnown) {
  form.hidden = !isKnown;
  document.querySelector("[data-known]").hidden = !isKnown;
  document.querySelector("[data-unknown]").hidden = isKnown;
}

function showSignal(isThere) {
  if (isShell) document.querySelector("[data-known]").hidden = isThere;
}

async function openShell() {
  owner = await phone.account();
  showShell(Boolean(owner));
  if (!owner) return false;
  const select = form.elements.community;
  owner.communities.forEach(([value, name]) => select.append(element("option", { value, textContent: name })));
  select.value = onlyCommunity();
  const isForSomebody = owner.is_staff || new URLSearchParams(location.search).has("for_somebody");
  form.elements.for_somebody.value = isForSomebody ? "1" : "";
  if (!isForSomebody) form.querySelector("[data-person]").remove();
  key().value = newKey();
  return true;
}

async function openPage() {
  const before = await phone.account();
  const known = before && before.account === given.account && given.is_staff ? before.communities : [];
  const now = communities();
  const others = known.filter(([value]) => !now.some(([same]) => same === value));
  const { words: _words, required: _required, ...settings } = given;
  owner = { ...settings, id: "account", communities: [...now, ...others].slice(0, 50) };
  await phone.put("settings", owner);
  return true;
}

async function watchStorage() {
  const isSafe = navigator.storage && navigator.storage.persist && (await navigator.storage.persist());
  section.querySelector("[data-storage]").textContent = isSafe ? "" : words.may_be_cleared;
}

async function install() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(given.worker);
  await navigator.serviceWorker.ready;
  // It can stand among the apps of the phone once it opens without signal.
  document.head.append(element("link", { rel: "manifest", href: given.manifest }));
}

async function start() {
  try {
    await phone.open();
  } catch (error) {
    word.textContent = words.not_kept;
    if (isShell) showShell(false);
    return;
  }
  if (!(await (isShell ? openShell() : openPage()))) return;
  form.addEventListener("submit", onSubmit);
  form.addEventListener("input", (event) => event.target !== input && keepSoon());
  input.addEventListener("change", () => { shrinking = choose(); });
  section.addEventListener("click", act);
  document.addEventListener("visibilitychange", () => document.hidden && keepDraft());
  document.addEventListener("needs-changed", show);
  if (phone.channel) phone.channel.onmessage = show;
  window.addEventListener("online", () => {
    showSignal(true);
    phone.send({ isForced: true }).then(show);
  });
  window.addEventListener("offline", () => showSignal(false));
  form.addEventListener("input", watchStorage, { once: true });
  await restore();
  await show();
  if (location.hash.length > 30) await mend(location.hash.slice(1));
  install().catch(() => null); // without it the page works as long as it is open
  await phone.send();
  await show();
}

start();
