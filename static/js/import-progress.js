// Moves the bar of an import while it goes on, and shows the outcome when it is done.
// Without this the button “Look again” tells the same.

const PAUSE = 1000; // milliseconds between two looks

const told = document.querySelector("[data-progress]");

async function look() {
  try {
    const answer = await fetch(told.dataset.progress);
    if (!answer.ok) return;
    const { working, done } = await answer.json();
    if (!working) {
      location.reload();
      return;
    }
    told.querySelector("progress").value = done;
    told.querySelector("[data-done]").textContent = done;
  } catch {
    // The network is away for a moment: look again later.
  }
  setTimeout(look, PAUSE);
}

if (told) setTimeout(look, PAUSE);
