// Send footage to Watchgraph from a browser: in parallel parts, with retries, and on from where it stopped.
//
// No framework and no dependency; it also runs in Node 22.18 and later. Use it as it is, or as a pattern:
//
//   const videoId = await upload(input.files[0], {
//     endpoint: "https://api.example.com/graphql",
//     accessToken: () => session.token,
//     onProgress: ({ sentBytes, totalBytes }) => { bar.max = totalBytes; bar.value = sentBytes; },
//   });

/** What is sent: a browser's File has this shape. */
export interface Footage {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly lastModified: number;
  slice(start: number, end: number): Blob;
}

export interface Progress {
  sentBytes: number;
  totalBytes: number;
}

/** Where the upload's token is kept between visits: localStorage has this shape. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Options {
  endpoint: string;
  /** Asked before each request, for access tokens end sooner than uploads. */
  accessToken: () => string | Promise<string>;
  /** What else is known: name, camera, timezone, recordedAt, description, allowDuplicate. */
  details?: Record<string, unknown>;
  onProgress?: (progress: Progress) => void;
  /** Called as a part begins and as it has arrived; an upload that is sent at once is part 1. */
  onPart?: (partNumber: number, state: "sending" | "sent") => void;
  signal?: AbortSignal;
  memory?: Memory;
  /** Send each part with its SHA-256, so that S3 refuses a damaged one: true, where the browser can, if absent. */
  partChecksums?: boolean;
  /** How bytes are sent, where there is a better way than the browser's own; it rejects with a TypeError where the line
   * is down. */
  put?: Put;
  /** Parts under way at the same time. */
  parallel?: number;
  /** Tries of each request before giving up. */
  attempts?: number;
  /** The pause after a first failure, in milliseconds; each further one doubles. */
  pauseMs?: number;
}

export interface Answer {
  status: number;
  etag: string | null;
}
export type Put = (
  url: string,
  body: Blob | ArrayBuffer,
  headers: [string, string][],
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
) => Promise<Answer>;

/** The server's answer to what the caller can mend; code is for programs, message for people. */
export class UploadRefused extends Error {
  readonly code: string;
  readonly duplicateOf: string | null;

  constructor(code: string, message: string, duplicateOf: string | null = null) {
    super(message);
    this.code = code;
    this.duplicateOf = duplicateOf;
  }
}

/** Something that may pass: the line is down, the server busy, an address too old. */
class Passing extends Error {}

interface UserError {
  code: string;
  message: string;
}
interface Header {
  name: string;
  value: string;
}
interface Address {
  partNumber: number;
  url: string;
  headers: Header[];
}
/** A part that S3 holds, as confirmUpload wants it named. */
interface Arrived {
  partNumber: number;
  etag: string;
  checksumSha256: string;
}
interface Ticket {
  uploadToken: string;
  url: string | null;
  headers: Header[] | null;
  partSizeBytes: number | null;
  parts: Address[] | null;
}
interface Remembered {
  uploadToken: string;
  partSizeBytes: number;
  partChecksums: boolean;
}

/** What was sent, to be confirmed; parts where they were sent with their checksums. */
export interface Sent {
  uploadToken: string;
  parts: Arrived[] | null;
}

// Below this size the browser's own SHA-256 is computed first: S3 then refuses a damaged file, and one that is there
// already is not sent again. It wants the whole file in memory, so larger files go without.
const CHECKED_BYTES = 64 * 1024 * 1024;
const SIGNED_AT_ONCE = 50;
// Pages that are neither https nor on localhost have no SHA-256.
const HASHES = globalThis.crypto?.subtle !== undefined;

/** Send the file, or the rest of it where an earlier visit was interrupted; the id of the video that it became. */
export async function upload(file: Footage, options: Options): Promise<string> {
  const videoId = await confirm(await send(file, options), options);
  memoryOf(options)?.removeItem(keyOf(file));
  return videoId;
}

/** Send what is missing, without confirming it. */
export async function send(file: Footage, options: Options): Promise<Sent> {
  const memory = memoryOf(options);
  const kept = memory?.getItem(keyOf(file));
  if (kept) {
    const remembered: Remembered = JSON.parse(kept);
    const sent = await sendMissing(file, remembered, options);
    if (sent) return sent;
    memory?.removeItem(keyOf(file));
  }
  const ticket = await requested(file, options);
  if (ticket.parts === null || ticket.partSizeBytes === null) {
    await sendWhole(file, ticket, options);
    return { uploadToken: ticket.uploadToken, parts: null };
  }
  const { uploadToken } = ticket;
  const remembered = { uploadToken, partSizeBytes: Number(ticket.partSizeBytes), partChecksums: checked(options) };
  memory?.setItem(keyOf(file), JSON.stringify(remembered));
  const count = Math.ceil(file.size / remembered.partSizeBytes);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const parts = await sendParts(file, remembered, numbers, ticket.parts, 0, options);
  return { uploadToken, parts: remembered.partChecksums ? parts : null };
}

/** Tell the server that everything was sent; the video's id. It may be repeated. */
export async function confirm(sent: Sent, options: Options): Promise<string> {
  const { confirmUpload } = await ask(
    `mutation ($input: ConfirmUploadInput!) { confirmUpload(input: $input) {
      video { id } duplicateOf { id } userErrors { code message }
    } }`,
    { input: sent },
    options,
  );
  refuse(confirmUpload.userErrors, confirmUpload.duplicateOf?.id);
  return confirmUpload.video.id;
}

async function requested(file: Footage, options: Options): Promise<Ticket> {
  const input = {
    filename: file.name,
    contentType: typeOf(file),
    sizeBytes: file.size,
    checksumSha256: HASHES && file.size <= CHECKED_BYTES ? await sha256(await read(file)) : undefined,
    partChecksums: checked(options),
    ...options.details,
  };
  const { requestUpload } = await ask(
    `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
      uploadToken url headers { name value } partSizeBytes parts { partNumber url headers { name value } }
      duplicateOf { id } userErrors { code message }
    } }`,
    { input },
    options,
  );
  refuse(requestUpload.userErrors, requestUpload.duplicateOf?.id);
  return requestUpload;
}

/** Null where the upload is gone, and has to begin anew. */
async function sendMissing(file: Footage, remembered: Remembered, options: Options): Promise<Sent | null> {
  const { uploadToken, partSizeBytes } = remembered;
  let status;
  try {
    ({ uploadStatus: status } = await ask(
      `query ($token: String!) { uploadStatus(uploadToken: $token) {
        video { status } uploadedParts { partNumber etag } missingPartNumbers
      } }`,
      { token: uploadToken },
      options,
    ));
  } catch (error) {
    if (error instanceof UploadRefused) return null;
    throw error;
  }
  if (status.video.status !== "UPLOADING") return { uploadToken, parts: null };
  const missing: number[] = status.missingPartNumbers;
  const left = missing.reduce((sum, number) => sum + lengthOf(file, partSizeBytes, number), 0);
  const sent = await sendParts(file, remembered, missing, [], file.size - left, options);
  if (!remembered.partChecksums) return { uploadToken, parts: null };
  // What an earlier visit sent is read again: this also tells whether the file is still the same.
  const etags = new Map<number, string>(status.uploadedParts.map((one: Arrived) => [one.partNumber, one.etag]));
  const parts = [...sent];
  for (let partNumber = 1; (partNumber - 1) * partSizeBytes < file.size; partNumber += 1) {
    if (missing.includes(partNumber)) continue;
    const checksumSha256 = await sha256(await read(file, partSizeBytes, partNumber));
    parts.push({ partNumber, etag: etags.get(partNumber) ?? "", checksumSha256 });
  }
  return { uploadToken, parts: parts.sort((one, other) => one.partNumber - other.partNumber) };
}

async function sendWhole(file: Footage, ticket: Ticket, options: Options): Promise<void> {
  const bar = new Bar(file.size, 0, options);
  options.onPart?.(1, "sending");
  await patiently(options, () =>
    put(ticket.url ?? "", file.slice(0, file.size), ticket.headers ?? [], options, (bytes) => bar.sending(1, bytes)),
  );
  options.onPart?.(1, "sent");
  bar.sent(1, file.size);
}

async function sendParts(
  file: Footage,
  remembered: Remembered,
  numbers: number[],
  signed: Address[],
  sentBytes: number,
  options: Options,
): Promise<Arrived[]> {
  const addresses = new Addresses(remembered.uploadToken, numbers, signed, options);
  const waiting = [...numbers];
  const arrived: Arrived[] = [];
  const bar = new Bar(file.size, sentBytes, options);

  async function work(): Promise<void> {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const partNumber = number;
      options.onPart?.(partNumber, "sending");
      const part = slice(file, remembered.partSizeBytes, partNumber);
      const body = remembered.partChecksums ? await part.arrayBuffer() : part;
      const checksumSha256 = body instanceof ArrayBuffer ? await sha256(body) : undefined;
      await patiently(options, async () => {
        const { url, headers } = await addresses.of(partNumber, checksumSha256);
        try {
          const etag = await put(url, body, headers, options, (bytes) => bar.sending(partNumber, bytes));
          arrived.push({ partNumber, etag, checksumSha256: checksumSha256 ?? "" });
        } catch (error) {
          addresses.forget(partNumber); // It may have been too old: the next try has another.
          throw error;
        }
      });
      options.onPart?.(partNumber, "sent");
      bar.sent(partNumber, part.size);
    }
  }

  const workers = Array.from({ length: Math.min(options.parallel ?? 4, numbers.length) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    waiting.length = 0; // The others end with the part that they are at.
    await Promise.allSettled(workers);
    throw error;
  }
  return arrived.sort((one, other) => one.partNumber - other.partNumber);
}

/** What the caller hears of the progress: what arrived, and what is on its way of the parts that are sent now. */
class Bar {
  private readonly underWay = new Map<number, number>();
  private readonly totalBytes: number;
  private arrived: number;
  private readonly options: Options;

  constructor(totalBytes: number, arrived: number, options: Options) {
    this.totalBytes = totalBytes;
    this.arrived = arrived;
    this.options = options;
    this.tell();
  }

  sending(partNumber: number, bytes: number): void {
    this.underWay.set(partNumber, bytes);
    this.tell();
  }

  sent(partNumber: number, bytes: number): void {
    this.underWay.delete(partNumber);
    this.arrived += bytes;
    this.tell();
  }

  private tell(): void {
    const sentBytes = [...this.underWay.values()].reduce((sum, bytes) => sum + bytes, this.arrived);
    this.options.onProgress?.({ sentBytes, totalBytes: this.totalBytes });
  }
}

/** Addresses to send parts to, asked for in groups just before they are needed: where each is signed with the part's
 * checksum, those together whose checksums were made while the last ones were asked for. */
class Addresses {
  private readonly known: Map<number, Address>;
  private readonly checksums = new Map<number, string>();
  private asking: Promise<void> = Promise.resolve();
  private readonly uploadToken: string;
  private readonly numbers: number[];
  private readonly options: Options;

  constructor(uploadToken: string, numbers: number[], signed: Address[], options: Options) {
    this.uploadToken = uploadToken;
    this.numbers = numbers;
    this.options = options;
    this.known = new Map(signed.map((part) => [part.partNumber, part]));
  }

  forget(partNumber: number): void {
    this.known.delete(partNumber);
  }

  async of(partNumber: number, checksum?: string): Promise<Address> {
    if (checksum !== undefined) this.checksums.set(partNumber, checksum);
    // One request at a time: what it brings may be all that the next one wants.
    this.asking = this.asking.catch(() => undefined).then(() => this.fetchFrom(partNumber));
    await this.asking;
    const address = this.known.get(partNumber);
    if (address === undefined) throw new Passing(`no address for part ${partNumber}`);
    return address;
  }

  private async fetchFrom(partNumber: number): Promise<void> {
    if (this.known.has(partNumber)) return;
    if (this.checksums.size > 0) {
      const made = [...this.checksums].slice(0, SIGNED_AT_ONCE);
      await this.fetch(made.map(([number]) => number), made.map(([, checksum]) => checksum));
      for (const [number] of made) this.checksums.delete(number);
      return;
    }
    const from = this.numbers.indexOf(partNumber);
    const next = this.numbers.slice(from, from + SIGNED_AT_ONCE);
    await this.fetch(next.filter((number) => !this.known.has(number)));
  }

  private async fetch(numbers: number[], checksums?: string[]): Promise<void> {
    const { requestUploadParts } = await ask(
      `mutation ($token: String!, $numbers: [Int!]!, $checksums: [String!]) {
        requestUploadParts(uploadToken: $token, partNumbers: $numbers, checksumsSha256: $checksums) {
          parts { partNumber url headers { name value } } userErrors { code message }
        }
      }`,
      { token: this.uploadToken, numbers, checksums },
      this.options,
    );
    refuse(requestUploadParts.userErrors);
    for (const part of requestUploadParts.parts) this.known.set(part.partNumber, part);
  }
}

/** The ETag of what arrived. */
async function put(
  url: string,
  body: Blob | ArrayBuffer,
  headers: Header[],
  options: Options,
  onBytes: (bytes: number) => void,
): Promise<string> {
  // Browsers set Content-Length by themselves, and forbid pages to.
  const allowed = headers.filter(({ name }) => name.toLowerCase() !== "content-length");
  const sent = allowed.map(({ name, value }): [string, string] => [name, value]);
  // A Blob's own type would be sent as a header that was not signed.
  const plain = body instanceof Blob && body.type ? new Blob([body]) : body;
  // Of the two, only the older way tells how much of a body is sent.
  const way = options.put ?? (typeof XMLHttpRequest === "undefined" ? putByFetch : putByRequest);
  const { status, etag } = await way(url, plain, sent, options.signal, onBytes);
  if (status !== 200) throw new Passing(`S3 answered ${status}`);
  return etag ?? "";
}

async function putByFetch(
  url: string,
  body: Blob | ArrayBuffer,
  headers: [string, string][],
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const answer = await fetch(url, { method: "PUT", body, headers, signal });
  await answer.arrayBuffer();
  return { status: answer.status, etag: answer.headers.get("etag") };
}

function putByRequest(
  url: string,
  body: Blob | ArrayBuffer,
  headers: [string, string][],
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open("PUT", url);
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onBytes(loaded);
    request.onload = () => resolve({ status: request.status, etag: request.getResponseHeader("etag") });
    request.onerror = () => reject(new Passing("the line is down"));
    request.onabort = () => reject(signal?.reason);
    request.onloadend = () => signal?.removeEventListener("abort", stop);
    signal?.throwIfAborted();
    signal?.addEventListener("abort", stop);
    request.send(body);
  });
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function ask(query: string, variables: Record<string, unknown>, options: Options): Promise<any> {
  return patiently(options, async () => {
    const answer = await fetch(options.endpoint, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await options.accessToken()}` },
      body: JSON.stringify({ query, variables }),
      signal: options.signal,
    });
    if (answer.status >= 500 || answer.status === 429) throw new Passing(`the server answered ${answer.status}`);
    const { data, errors } = await answer.json();
    if (!errors?.length) return data;
    const { message, extensions } = errors[0];
    if (PASSING_CODES.has(extensions?.code)) throw new Passing(message);
    throw new UploadRefused(extensions?.code ?? "UNKNOWN", message);
  });
}

const PASSING_CODES = new Set(["UNAVAILABLE", "UPSTREAM_THROTTLED", "UPSTREAM_TIMEOUT", "INTERNAL"]);

/** Try again what may pass, with pauses that double, give or take a half. */
async function patiently<T>(options: Options, what: () => Promise<T>): Promise<T> {
  const attempts = options.attempts ?? 6;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await what();
    } catch (error) {
      // A line that is down shows as a TypeError of fetch.
      const mayPass = error instanceof Passing || error instanceof TypeError;
      if (!mayPass || attempt >= attempts || options.signal?.aborted) throw error;
      const pause = (options.pauseMs ?? 500) * 2 ** (attempt - 1) * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function refuse(errors: UserError[], duplicateOf?: string): void {
  const first = errors[0];
  if (first) throw new UploadRefused(first.code, first.message, duplicateOf ?? null);
}

function lengthOf(file: Footage, partSizeBytes: number, partNumber: number): number {
  return Math.min(partSizeBytes, file.size - (partNumber - 1) * partSizeBytes);
}

function slice(file: Footage, partSizeBytes: number, partNumber: number): Blob {
  const start = (partNumber - 1) * partSizeBytes;
  return file.slice(start, start + lengthOf(file, partSizeBytes, partNumber));
}

function read(file: Footage, partSizeBytes = file.size, partNumber = 1): Promise<ArrayBuffer> {
  return slice(file, partSizeBytes, partNumber).arrayBuffer();
}

function checked(options: Options): boolean {
  return HASHES && (options.partChecksums ?? true);
}

async function sha256(content: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keyOf(file: Footage): string {
  return `watchgraph-upload:${file.name}:${file.size}:${file.lastModified}`;
}

function memoryOf(options: Options): Memory | undefined {
  return options.memory ?? (globalThis as { localStorage?: Memory }).localStorage;
}

// Browsers know few of them; see serverInfo.acceptedContentTypes.
const TYPES: Record<string, string> = {
  mp4: "video/mp4",
  m4v: "video/x-m4v",
  mov: "video/quicktime",
  mkv: "video/x-matroska",
  webm: "video/webm",
  avi: "video/x-msvideo",
  ts: "video/mp2t",
  mts: "video/mp2t",
  m2ts: "video/mp2t",
  mpg: "video/mpeg",
  mpeg: "video/mpeg",
  "3gp": "video/3gpp",
  wmv: "video/x-ms-wmv",
  asf: "video/x-ms-asf",
  flv: "video/x-flv",
  ogv: "video/ogg",
  mxf: "application/mxf",
};

function typeOf(file: Footage): string {
  const extension = file.name.split(".").pop()?.toLowerCase() ?? "";
  return TYPES[extension] ?? file.type;
}
