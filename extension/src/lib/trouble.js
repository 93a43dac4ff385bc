/**
 * Something that keeps the answer away. `state` names the words and next steps shown for it (`state.js`); `detail`
 * is an opaque id or code to hand on when asking for help.
 */
export class Trouble extends Error {
  /**
   * @param {import("./state.js").StateName} state
   * @param {string} [detail]
   */
  constructor(state, detail = "") {
    super(detail ? `${state} (${detail})` : state);
    this.state = state;
    this.detail = detail;
  }
}
