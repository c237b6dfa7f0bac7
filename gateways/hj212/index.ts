/** The front door of the HJ 212 gateway. Parses. Answers. Never judges. */
export { type Admission, admit, type Logger, type LoggerDirectory, REASONS } from './admit.ts';
export { answerTo, wantsAnswer } from './answer.ts';
export { crcText } from './crc.ts';
export { decodeFrame } from './decode.ts';
export { decodeLines, describeFrame, type FrameDescription } from './describe.ts';
export { encodeFrame } from './encode.ts';
export { catalogue, type Finding, type FindingCode, finding, isOddity } from './findings.ts';
export type { Decoded, Direction, Edition, Field, Header, Pair, ParameterRecord } from './frame.ts';
export {
  type FlushedSegment,
  type FrameId,
  type FrameLog,
  FrameLogBusy,
  FrameLogDamaged,
  type FrameLogOptions,
  type FrameRecord,
  flushedSegments,
  frameLogBytes,
  type KeptFrame,
  nextReadable,
  openFrameLog,
  RecordCounter,
  type Recovery,
  readFrame,
  readFrames,
  removeSegments,
} from './frame-log.ts';
export { type Counters, type Gateway, type GatewayEvent, type GatewayOptions, type Limits, type Session, startGateway } from './gateway.ts';
export { covered, hexDump, maskedText } from './mask.ts';
export { FrameSplitter, MAX_PIECE, MAX_SEGMENT, type Piece } from './split.ts';
export {
  instantOf,
  type Period,
  type Quantity,
  readUpload,
  UPLOAD_COMMANDS,
  type Upload,
  type UploadedValue,
  type UploadReading,
  uploadOf,
} from './upload.ts';
