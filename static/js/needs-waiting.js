// The page on which staff choose a community: what waits on this phone goes out from here too, and what still waits is
// told, with the way to the list of it.

const notice = document.getElementById("unsent");
const phone = self.needsQueue;

async function tell() {
  const owner = await phone.account();
  if (!owner || owner.account !== notice.dataset.account) return;
  await phone.send();
  const unsent = await phone.unsent(owner.account);
  notice.querySelector("[data-count]").textContent = unsent.length;
  notice.querySelector("a").href = "?community=" + owner.communities[0][0];
  notice.hidden = !unsent.length;
}

if (self.indexedDB) tell().catch(() => null);
