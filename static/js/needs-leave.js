// Before somebody signs out: what this phone keeps of theirs goes, and they are told what is not sent yet. Who comes from
// the back office has pressed "Log out" already: where nothing is kept, they are not asked again.

const PATIENCE = 5 * 1000; // a phone that cannot remove anything still signs out
const form = document.querySelector("form[data-leave]");
const notice = document.getElementById("unsent");
const phone = self.needsQueue;

async function look() {
  const [unsent, drafts] = await Promise.all([phone.unsent(form.dataset.leave), phone.drafts(form.dataset.leave)]);
  const count = unsent.length + drafts.length;
  notice.querySelector("[data-count]").textContent = count;
  notice.hidden = !count;
  return count;
}

async function leave() {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await Promise.race([phone.leave(form.dataset.leave).catch(() => null), late]);
  form.submit();
}

if (form && notice && self.indexedDB) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  look().then((count) => !count && "atOnce" in form.dataset && leave(), () => null);
}
