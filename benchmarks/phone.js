// Runs in a page before any script of its own, and notes in milliseconds since the visit began what a reader sees when.
window.seen = { usable: 0, largest: 0, shift: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.largest = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });

function look() {
  const painted = performance.getEntriesByName("first-contentful-paint").length > 0;
  const wanted = document.querySelector("WANTED");
  if (painted && wanted && wanted.getClientRects().length) window.seen.usable = performance.now();
  else requestAnimationFrame(look);
}
requestAnimationFrame(look);
