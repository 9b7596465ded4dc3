// What a phone keeps of needs, and how it is sent: one place for the page and for the worker that sends without a page.
// "drafts" are unfinished, "queue" is what was sent by somebody's hand, "settings" say whose phone this is now.
// Each record names its account; only records of the account that is signed in are ever sent.

self.needsQueue = (() => {
  const STORES = ["drafts", "queue", "settings"];
  const DUE = ["waiting", "sending", "sign_in", "other_account"];
  const FIRST_WAIT = 30 * 1000;
  const LONGEST_WAIT = 60 * 60 * 1000;
  const PATIENCE = 90 * 1000; // for one need with its photos
  const KEPT_SENT = 7 * 24 * 60 * 60 * 1000;
  const channel = self.BroadcastChannel ? new BroadcastChannel("needs") : null;
  let opened = null;

  function open() {
    opened = opened || new Promise((resolve, reject) => {
      const request = indexedDB.open("needs", 1);
      request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  async function change(names, mode, work) {
    const transaction = (await open()).transaction(names, mode);
    return new Promise((resolve, reject) => {
      const request = work(transaction);
      transaction.oncomplete = () => resolve(request && request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  const get = (store, id) => change([store], "readonly", (all) => all.objectStore(store).get(id));
  const put = (store, value) => change([store], "readwrite", (all) => all.objectStore(store).put(value));
  const remove = (store, id) => change([store], "readwrite", (all) => all.objectStore(store).delete(id));
  const all = (store) => change([store], "readonly", (every) => every.objectStore(store).getAll());
  const account = () => get("settings", "account");

  // A need leaves one store in the moment in which it stands in the other.
  const move = (value, from, id, to) =>
    change([...new Set([from, to])], "readwrite", (every) => {
      every.objectStore(from).delete(id);
      every.objectStore(to).put(value);
    });

  async function of(mark, store) {
    const found = mark ? (await all(store)).filter((record) => record.account === mark) : [];
    return found.sort((a, b) => (a.writtenAt < b.writtenAt ? -1 : 1));
  }

  const mine = async () => ((await account()) || {}).account;
  const own = async () => of(await mine(), "queue");
  const drafts = async (mark) => of(mark || (await mine()), "drafts");
  const unsent = async (mark) => (await of(mark, "queue")).filter((record) => record.state !== "sent");

  function announce() {
    if (channel) channel.postMessage("changed");
    if (self.document) document.dispatchEvent(new Event("needs-changed"));
  }

  // The response and what it says. Patience ends also in the middle of an answer: a signal that goes then would else hold
  // up all that waits.
  async function ask(address, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop.signal, ...options });
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      return { response, answer: isJson ? await response.json() : null };
    } finally {
      clearTimeout(timer);
    }
  }

  // Who is signed in, with a token that is good now; or why that is not known.
  async function prepare(owner) {
    try {
      const { response, answer } = await ask(owner.ready, { headers: { Accept: "application/json" } });
      if (response.type === "opaqueredirect" || response.status === 401) return { state: "sign_in" };
      if (!response.ok || !answer) return { state: "waiting" };
      return answer.account === owner.account ? { token: answer.token } : { state: "other_account" };
    } catch (error) {
      return { state: "waiting" };
    }
  }

  function form(record, isFirst) {
    const data = new FormData();
    record.fields.forEach(([name, value]) => data.append(name, value));
    record.files.forEach((file) => data.append("files", file, file.name));
    data.set("client_key", record.id);
    data.set("account", record.account);
    if (!isFirst) {
      data.set("written_at", record.writtenAt);
      data.set("anyway", "1");
    }
    return data;
  }

  async function post(record, owner, token, isFirst) {
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": token };
      const { response, answer } = await ask(owner.page, { method: "POST", headers, body: form(record, isFirst) });
      const pause = 1000 * Number(response.headers.get("Retry-After"));
      if (response.type === "opaqueredirect") return { state: "sign_in" };
      if (!answer) return { state: "waiting", pause };
      if (answer.receipt) return { state: "sent", reference: answer.reference, receipt: answer.receipt };
      if (answer.similar) return { state: "similar", token };
      if (response.status === 401) return { state: answer.other ? "other_account" : "sign_in" };
      if ([400, 403, 409].includes(response.status)) {
        return { state: "refused", message: answer.message, errors: answer.errors || {}, needsNewKey: response.status === 409 };
      }
      return { state: "waiting", pause };
    } catch (error) {
      return { state: "waiting" };
    }
  }

  function after(record, outcome) {
    if (outcome.state === "sent") {
      return { id: record.id, account: record.account, title: record.title, writtenAt: record.writtenAt, sentAt: Date.now(), ...outcome };
    }
    if (outcome.state === "similar") return { ...record, state: "waiting" }; // the page asks; without it, it goes out
    if (outcome.state !== "waiting") return { ...record, ...outcome, tries: 0, nextAt: 0 };
    const tries = (record.tries || 0) + 1;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)) * (0.8 + 0.4 * Math.random());
    return { ...record, state: "waiting", tries, nextAt: Date.now() + Math.max(wait, outcome.pause || 0) };
  }

  async function settle(record, outcome) {
    // Somebody may have removed it meanwhile: then it stays removed.
    if (await get("queue", record.id)) await put("queue", after(record, outcome));
    announce();
  }

  async function sendOne(record, owner, ready, isFirst) {
    if (ready.state) {
      await settle(record, ready);
      return ready;
    }
    await put("queue", { ...record, state: "sending" });
    announce();
    const outcome = await post(record, owner, ready.token, isFirst);
    await settle(record, outcome);
    return outcome;
  }

  // Two senders at once would do no harm, because the office knows the key; one is enough.
  const alone = (work) => (self.navigator.locks ? navigator.locks.request("needs-sending", work) : work());

  // Send what is due; by hand or with new signal, all that waits. One that fails never stops the next.
  const send = ({ isForced = false } = {}) =>
    alone(async () => {
      const owner = await account();
      const found = await own();
      const due = found.filter((record) => DUE.includes(record.state) && (isForced || !(record.nextAt > Date.now())));
      const old = found.filter((record) => record.state === "sent" && record.sentAt < Date.now() - KEPT_SENT);
      await Promise.all(old.map((record) => remove("queue", record.id)));
      const ready = due.length ? await prepare(owner) : {};
      for (const record of due) {
        if (await get("queue", record.id)) await sendOne(record, owner, ready, false).catch(() => null);
      }
      return (await own()).filter((record) => record.state === "waiting").length;
    });

  // The first try of a need that somebody sends with the page open: the page asks about what looks alike.
  const sendFirst = (record) =>
    alone(async () => {
      const owner = await account();
      return sendOne(record, owner, await prepare(owner), true);
    });

  async function forgetShells() {
    if (self.caches) {
      const names = (await caches.keys()).filter((name) => name.startsWith("needs-"));
      await Promise.all(names.map((name) => caches.delete(name)));
    }
    if (navigator.serviceWorker) {
      const workers = (await navigator.serviceWorker.getRegistrations()).filter((one) => one.scope.endsWith("/community-needs/"));
      await Promise.all(workers.map((one) => one.unregister()));
    }
  }

  // Everything that this phone keeps of needs, whoever wrote it.
  async function wipe() {
    await change(STORES, "readwrite", (every) => STORES.forEach((name) => every.objectStore(name).clear()));
    await forgetShells();
    announce();
  }

  // What belongs to who signs out; what another person has not sent yet stays theirs.
  async function leave(mark) {
    for (const store of ["drafts", "queue"]) {
      await Promise.all((await of(mark, store)).map((record) => remove(store, record.id)));
    }
    await remove("settings", "account");
    await forgetShells();
    announce();
  }

  return { open, get, put, remove, move, all, account, own, unsent, drafts, send, sendFirst, wipe, leave, announce, channel };
})();
