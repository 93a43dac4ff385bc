// The shapes that cross the wire: the JSON form `whyclosed/1` as far as the extension reads it.
// Dates are YYYY-MM-DD; times ISO 8601, with an offset or (the buyer's own clock) without one.

export type When = string;

export interface Money {
  amount: string;
  currency: string | null;
  raw: string;
}

export interface Found {
  layout: string;
  anchor: string;
  rank: number;
  quote: string;
}

export interface Order {
  order_id: string | null;
  status: { code: string; label: string } | null;
  placed_on: When | null;
  amounts: { total: Money | null };
  refund: { stage: number | null; label: string | null; amount: Money | null };
  shop: { name: string | null; url: string | null };
  items: { title: string | null; item_id: string | null }[];
  packages: { tracking_number: string | null }[];
  pages: { kind: string; url: string | null; captured_at: When | null }[];
  found: Record<string, Found>;
  problems: { code: string; field: string | null; message: string }[];
}

export interface Refund {
  automatic: boolean | null;
  from: When | null;
  by: When | null;
  limit: string | null;
  text: string;
  parts: { method: string; from: When | null; by: When | null; limit: string | null }[];
}

export interface Deadline {
  kind: string;
  last_day: string | null;
  act_by: string | null;
  at: string | null;
  basis: "printed" | "timer" | "computed";
  role: "until" | "from";
  possible_from: string | null;
  text: string;
  sources: string[];
  other_readings: { last_day: string | null; at: string | null; basis: string; says: string; sources: string[] }[];
}

export interface Step {
  id: string;
  text: string;
  due: When | null;
  role: "by" | "until" | "from";
  message: string | null;
  sets: Record<string, unknown>;
}

export interface MessageDraft {
  id: string;
  to: string;
  language: string;
  text: string;
  translation: string | null;
}

export interface Question {
  fact: string;
  kind: "yes_no" | "choice" | "date" | "time" | "amount" | "number" | "duration" | "text";
  text: string;
  options: { value: unknown; text: string }[];
  why: string;
}

export type Tone = "act" | "decide" | "wait" | "done";

/** The one date of an answer. `on` is a day of the buyer's calendar; `at` the instant where an hour counts. */
export interface NextDate {
  kind: string;
  role: "until" | "from";
  on: string;
  at: string | null;
  text: string;
  basis: "printed" | "timer" | "computed";
}

export interface FactUsed {
  fact: string;
  name: string;
  value: unknown;
  origin: "page" | "answer" | "given" | "derived" | "assumed";
  found: string | null;
  quote: string | null;
  /** the value in words, where it has any */
  text: string | null;
}

export interface Because {
  rule: string;
  says: string;
  facts: FactUsed[];
  sources: string[];
  deciding: boolean;
}

export interface Moment {
  on: When;
  kind: string;
  text: string;
}

export interface Source {
  id: string;
  document: string;
  section: string;
  lines: string;
  says: string;
}

export interface Cause {
  code: string;
  detail: string | null;
  certainty: "certain" | "likely" | "possible";
  text: string;
  candidates: { code: string; text: string }[];
  quote: string | null;
}

/** What the diagnosis of an order and of one of its parcels have in common. */
export interface Verdict {
  verdict: string;
  summary: string;
  headline: string;
  tone: Tone;
  next: NextDate | null;
  route: string;
  may_be: string[];
  cause: Cause;
  refund: Refund;
  dispute: { reason: string | null; ask_for: string | null };
  deadlines: Deadline[];
  steps: Step[];
}

export interface Diagnosis extends Verdict {
  warnings: { code: string; text: string }[];
  evidence: string[];
  prevention: string[];
  messages: MessageDraft[];
  questions: Question[];
  because: Because[];
  money: { text: string; amount: Money | null; expected_by: When | null };
  page_says: string | null;
  overruled: { rule: string; says: string; quote: string | null }[];
  would_change: { fact: string; name: string; value: unknown; route: string; leads_to: string; text: string }[];
  seasons: string[];
  timeline: Moment[];
  changes: string[];
  packages: (Verdict & { id: string })[];
  /** only what is cited otherwise than in the report's `sources` */
  sources: Record<string, Source>;
}

/** Why a page was not read, or only in part. */
export interface Problem {
  code: string;
  message: string;
  hint: string;
  /** the page's, where that is why */
  language?: string | null;
}

export type Answers = Record<string, unknown>;

export interface Entry {
  order: Order;
  diagnosis: Diagnosis;
  answers: Answers;
}

export interface Report {
  schema: "whyclosed/1";
  as_of: string;
  orders: Entry[];
  /** what the orders cite, once for all of them */
  sources: Record<string, Source>;
  unread: { path: string | null; problem: Problem }[];
}

/** Where the server listens and what both sides know. `key`: 64 hex digits, null before pairing. */
export interface Settings {
  port: number;
  key: string | null;
}

/** An order's answer as the first screen and a row of a list show it. */
export interface Glance extends Pick<Diagnosis, "verdict" | "summary" | "tone" | "next" | "money" | "page_says"> {
  order_id: string | null;
  label: string | null;
  title: string | null;
  url: string | null;
}

/** What is remembered of a page's answer until the browser closes. */
export interface Remembered {
  as_of: string;
  orders: Glance[];
}
