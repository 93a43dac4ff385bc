// The least that a click can do: read the page, pack it, post it, write a line. No proof, no diagnosis, no layout.
const { port } = await chrome.storage.local.get();
const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
const [{ result: html }] = await chrome.scripting.executeScript({
  target: { tabId: tab.id },
  func: () => document.documentElement.outerHTML,
  injectImmediately: true,
});
const zipped = new Blob([JSON.stringify({ html })]).stream().pipeThrough(new CompressionStream("gzip"));
const response = await fetch(`http://127.0.0.1:${port}/`, {
  method: "POST",
  headers: { "Content-Type": "application/json", "Content-Encoding": "gzip" },
  body: await new Response(zipped).arrayBuffer(),
});
const answer = Object.assign(document.createElement("h1"), { textContent: (await response.json()).headline });
answer.setAttribute("elementtiming", "answer");
document.querySelector("p").replaceWith(answer);
