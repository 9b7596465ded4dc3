// Before somebody signs out: what this phone keeps of theirs goes, and they are told what is not sent yet.

const form = document.querySelector("form[data-leave]");
const notice = document.getElementById("unsent");
const phone = self.needsQueue;

async function look() {
  const [unsent, drafts] = await Promise.all([phone.unsent(), phone.drafts()]);
  const count = unsent.length + drafts.length;
  notice.querySelector("[data-count]").textContent = count;
  notice.hidden = !count;
}

if (form && notice && self.indexedDB) {
  look().catch(() => null);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    phone.leave().catch(() => null).then(() => form.submit());
  });
}
