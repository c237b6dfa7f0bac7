/**
 * The outbox: messages to people outside, written in the transaction of what they speak of and sent afterwards (F4, F11). A message has one key; the
 * same key is one message. Sending is at least once: the key travels with the message so that the receiver can tell a repeat.
 */

export { type Adapter, type Handed, httpAdapter, logAdapter, type MailServer, mailAdapter, Undeliverable } from './adapters.ts';
export { decideHeld, type HeldMessage, listHeld } from './after-restore.ts';
export { deliverDue } from './deliver.ts';
export {
  cover,
  findMessage,
  listMessages,
  listOutbox,
  listUndelivered,
  type Message,
  type MessageFilter,
  type MessageShown,
  type MessageState,
  type MessageWhole,
  outboxLag,
  resend,
  send,
} from './message.ts';
export { checkReceipts, type Receipt, signReceipts, takeReceipts } from './receipts.ts';
export { type Flaw, refuse as outboxRefusals } from './refusals.ts';
export { type Limits, quietUntil, type Rules, type Trouble } from './rules.ts';
export {
  fill,
  flawsOfText,
  listVersions,
  preview,
  reword,
  segmentsOf,
  speak,
  type Template,
  type TemplateField,
  type Version,
  versionOn,
  type Wording,
} from './template.ts';
