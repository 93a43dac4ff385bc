/** Letters and digits that a word to look for needs. */
export const SHORTEST = 3;

/**
 * Only letters and digits, all small: so a number is found however it is spaced, and a name in any case.
 * @param {string} text
 */
const bare = (text) => text.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

/**
 * In how many texts of a copy something stands.
 * @param {string[]} texts
 * @param {string} wanted
 * @returns {number | null} null where too little is wanted to be found for certain
 */
export function timesIn(texts, wanted) {
  const word = bare(wanted);
  return [...word].length < SHORTEST ? null : texts.filter((text) => bare(text).includes(word)).length;
}

// What a browser shows on lines of their own.
const BLOCKS =
  "address,article,aside,blockquote,body,button,dd,details,div,dl,dt,fieldset,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,select,summary,table,td,template,th,title,tr,ul,br,iframe";
const DEEPEST = 5; // pages within pages

/**
 * The lines of a page and the words in its attributes. It is parsed, and never shown: nothing in it runs or is fetched.
 * @param {string} page HTML, or plain words
 * @param {number} [depth]
 * @returns {{lines: string[], others: string[]}}
 */
export function wordsOf(page, depth = 0) {
  /** @type {string[]} */
  const lines = [];
  /** @type {Set<string>} */
  const others = new Set();
  let line = "";
  const close = () => {
    const text = line.replace(/\s+/g, " ").trim();
    if (text) {
      lines.push(text);
    }
    line = "";
  };
  const put = (/** @type {{lines: string[], others: string[]}} */ inner) => {
    lines.push(...inner.lines);
    inner.others.forEach((text) => others.add(text));
  };
  /** @type {Node[]} what is still to be read, the next one last */
  const rest = [new DOMParser().parseFromString(page, "text/html")];
  /** @type {Set<Node>} elements whose line ends when they come up again */
  const opened = new Set();
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (opened.has(node)) {
      close();
      continue;
    }
    if (node instanceof Element) {
      [...node.attributes].forEach(({ name, value }) => name !== "srcdoc" && value && others.add(value));
      if (node.matches(BLOCKS)) {
        close();
        opened.add(node);
        rest.push(node);
      }
      const within = node.getAttribute("srcdoc");
      if (within && depth < DEEPEST) {
        put(wordsOf(within, depth + 1));
      }
    }
    if (node.nodeType === Node.TEXT_NODE && node.parentNode?.nodeName !== "STYLE") {
      line += node.textContent;
    }
    const inside = node instanceof HTMLTemplateElement ? node.content : node;
    rest.push(...[...inside.childNodes].reverse());
  }
  close();
  return { lines, others: [...others] };
}
