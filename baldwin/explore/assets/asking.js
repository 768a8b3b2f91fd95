// Questions to the server; a later one of the same page overtakes an earlier one.
const root = document.documentElement.dataset.root;
const tab = Array.from(crypto.getRandomValues(new Uint32Array(3)), (one) => one.toString(36)).join("");
let number = 0;

export class Problems extends Error {
  constructor(answer) {
    super((answer.problems || []).join("\n"));
    this.problems = answer.problems || [];
    this.places = answer.places || [];
    this.arm = answer.arm ?? 0;
  }
}

/** Returns the answer to a question, null where it was overtaken; throws `Problems` with what the user can correct. */
export async function ask(what, question, signal) {
  number += 1;
  let answer;
  try {
    answer = await fetch(`${root}ask/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...question, tab: `${tab}${what}`, number }),
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") return null;
    throw new Problems({ problems: ["The server has ended. Start it again: baldwin explore."] });
  }
  if (!answer.ok) throw new Problems({ problems: [`The server answers ${answer.status}: see its terminal.`] });
  const found = await answer.json();
  if (found.problems) throw new Problems(found);
  return found.overtaken ? null : found;
}
