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
  /** Parts under way at the same time. */
  parallel?: number;
  /** Tries of each request before giving up. */
  attempts?: number;
  /** The pause after a first failure, in milliseconds; each further one doubles. */
  pauseMs?: number;
}

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
interface Part {
  partNumber: number;
  url: string;
  sizeBytes: number;
}
interface Ticket {
  uploadToken: string;
  url: string | null;
  headers: { name: string; value: string }[] | null;
  partSizeBytes: number | null;
  parts: Part[] | null;
}
interface Remembered {
  uploadToken: string;
  partSizeBytes: number;
}

// Below this size the browser's own SHA-256 is computed first: S3 then refuses a damaged file, and one that is there
// already is not sent again. It wants the whole file in memory, so larger files go without.
const CHECKED_BYTES = 64 * 1024 * 1024;
const SIGNED_AT_ONCE = 50;

/** Send the file, or the rest of it where an earlier visit was interrupted; the id of the video that it became. */
export async function upload(file: Footage, options: Options): Promise<string> {
  const uploadToken = await send(file, options);
  const videoId = await confirm(uploadToken, options);
  memoryOf(options)?.removeItem(keyOf(file));
  return videoId;
}

/** Send what is missing, without confirming it; the upload's token. */
export async function send(file: Footage, options: Options): Promise<string> {
  const memory = memoryOf(options);
  const kept = memory?.getItem(keyOf(file));
  if (kept) {
    const remembered: Remembered = JSON.parse(kept);
    if (await sendMissing(file, remembered, options)) return remembered.uploadToken;
    memory?.removeItem(keyOf(file));
  }
  const ticket = await requested(file, options);
  if (ticket.parts === null || ticket.partSizeBytes === null) {
    await sendWhole(file, ticket, options);
  } else {
    const remembered = { uploadToken: ticket.uploadToken, partSizeBytes: Number(ticket.partSizeBytes) };
    memory?.setItem(keyOf(file), JSON.stringify(remembered));
    const count = Math.ceil(file.size / remembered.partSizeBytes);
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    await sendParts(file, remembered, numbers, ticket.parts, 0, options);
  }
  return ticket.uploadToken;
}

/** Tell the server that everything was sent; the video's id. It may be repeated. */
export async function confirm(uploadToken: string, options: Options): Promise<string> {
  const { confirmUpload } = await ask(
    `mutation ($token: String!) { confirmUpload(input: { uploadToken: $token }) {
      video { id } duplicateOf { id } userErrors { code message }
    } }`,
    { token: uploadToken },
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
    checksumSha256: file.size <= CHECKED_BYTES ? await sha256(file) : undefined,
    ...options.details,
  };
  const { requestUpload } = await ask(
    `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
      uploadToken url headers { name value } partSizeBytes parts { partNumber url sizeBytes }
      duplicateOf { id } userErrors { code message }
    } }`,
    { input },
    options,
  );
  refuse(requestUpload.userErrors, requestUpload.duplicateOf?.id);
  return requestUpload;
}

/** False where the upload is gone, and has to begin anew. */
async function sendMissing(file: Footage, remembered: Remembered, options: Options): Promise<boolean> {
  let status;
  try {
    ({ uploadStatus: status } = await ask(
      `query ($token: String!) { uploadStatus(uploadToken: $token) {
        video { status } uploadedParts { sizeBytes } missingPartNumbers
      } }`,
      { token: remembered.uploadToken },
      options,
    ));
  } catch (error) {
    if (error instanceof UploadRefused) return false;
    throw error;
  }
  const missing: number[] = status.missingPartNumbers;
  const left = missing.reduce((sum, number) => sum + lengthOf(file, remembered.partSizeBytes, number), 0);
  await sendParts(file, remembered, missing, [], file.size - left, options);
  return true;
}

async function sendWhole(file: Footage, ticket: Ticket, options: Options): Promise<void> {
  options.onPart?.(1, "sending");
  await patiently(options, () => put(ticket.url ?? "", file.slice(0, file.size), ticket.headers ?? [], options));
  options.onPart?.(1, "sent");
  options.onProgress?.({ sentBytes: file.size, totalBytes: file.size });
}

async function sendParts(
  file: Footage,
  remembered: Remembered,
  numbers: number[],
  signed: Part[],
  sentBytes: number,
  options: Options,
): Promise<void> {
  const addresses = new Addresses(remembered.uploadToken, numbers, signed, options);
  const waiting = [...numbers];
  options.onProgress?.({ sentBytes, totalBytes: file.size });

  async function work(): Promise<void> {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const partNumber = number;
      const start = (partNumber - 1) * remembered.partSizeBytes;
      const length = lengthOf(file, remembered.partSizeBytes, partNumber);
      options.onPart?.(partNumber, "sending");
      await patiently(options, async () => {
        const url = await addresses.of(partNumber);
        try {
          await put(url, file.slice(start, start + length), [], options);
        } catch (error) {
          addresses.forget(partNumber); // It may have been too old: the next try has another.
          throw error;
        }
      });
      options.onPart?.(partNumber, "sent");
      sentBytes += length;
      options.onProgress?.({ sentBytes, totalBytes: file.size });
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
}

/** Addresses to send parts to, asked for in groups just before they are needed. */
class Addresses {
  private readonly known: Map<number, string>;
  private asking: Promise<void> = Promise.resolve();
  private readonly uploadToken: string;
  private readonly numbers: number[];
  private readonly options: Options;

  constructor(uploadToken: string, numbers: number[], signed: Part[], options: Options) {
    this.uploadToken = uploadToken;
    this.numbers = numbers;
    this.options = options;
    this.known = new Map(signed.map((part) => [part.partNumber, part.url]));
  }

  forget(partNumber: number): void {
    this.known.delete(partNumber);
  }

  async of(partNumber: number): Promise<string> {
    // One request at a time: what it brings may be all that the next one wants.
    this.asking = this.asking.catch(() => undefined).then(() => this.fetch(partNumber));
    await this.asking;
    const url = this.known.get(partNumber);
    if (url === undefined) throw new Passing(`no address for part ${partNumber}`);
    return url;
  }

  private async fetch(partNumber: number): Promise<void> {
    if (this.known.has(partNumber)) return;
    const from = this.numbers.indexOf(partNumber);
    const next = this.numbers.slice(from, from + SIGNED_AT_ONCE).filter((number) => !this.known.has(number));
    const { requestUploadParts } = await ask(
      `mutation ($token: String!, $numbers: [Int!]!) {
        requestUploadParts(uploadToken: $token, partNumbers: $numbers) {
          parts { partNumber url } userErrors { code message }
        }
      }`,
      { token: this.uploadToken, numbers: next },
      this.options,
    );
    refuse(requestUploadParts.userErrors);
    for (const part of requestUploadParts.parts) this.known.set(part.partNumber, part.url);
  }
}

async function put(
  url: string,
  body: Blob,
  headers: { name: string; value: string }[],
  options: Options,
): Promise<void> {
  // Browsers set Content-Length by themselves, and forbid pages to.
  const sent = headers.filter(({ name }) => name.toLowerCase() !== "content-length");
  const answer = await fetch(url, {
    method: "PUT",
    // A Blob's own type would be sent as a header that was not signed.
    body: body.type ? new Blob([body]) : body,
    headers: sent.map(({ name, value }): [string, string] => [name, value]),
    signal: options.signal,
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Passing(`S3 answered ${answer.status}`);
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

async function sha256(file: Footage): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.slice(0, file.size).arrayBuffer());
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
