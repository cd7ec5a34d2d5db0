/** Sends a file to the addresses that the API signed: whole, or in parts, several at once. */
import type { ApolloClient } from "@apollo/client";
import { ABORT, CONFIRM, PARTS, REQUEST } from "./documents";

// At once, of one file.
const PARALLEL = 3;
const TRIES = 5;

export interface Meta {
  camera: string;
  /** "2026-11-20T21:00:00" by this browser's clock; empty: the file's own time. */
  recordedAt: string;
}

/** What the server says: for people, with what to do. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly duplicateId: string | null = null,
  ) {
    super(message);
  }
}

interface Signed {
  url: string;
  headers: { name: string; value: string }[];
}

export interface Sending {
  signal: AbortSignal;
  onProgress: (sentBytes: number) => void;
}

/** The id of the video that the file became. Raises Refused; after the signal, an AbortError. */
export async function sendFile(client: ApolloClient, file: File, meta: Meta, sending: Sending): Promise<string> {
  const input = {
    filename: file.name,
    contentType: file.type || "video/mp4",
    sizeBytes: file.size,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(meta.camera ? { camera: meta.camera } : {}),
    ...(meta.recordedAt ? { recordedAt: new Date(meta.recordedAt).toISOString() } : {}),
  };
  const requested = (await client.mutate({ mutation: REQUEST, variables: { input } })).data?.requestUpload;
  throwIfRefused(requested?.userErrors, requested?.duplicateOf?.id);
  const token = requested?.uploadToken;
  if (!requested || !token) throw new Refused("");
  try {
    if (requested.method === "MULTIPART") await sendParts(client, file, token, requested.partSizeBytes ?? file.size, sending);
    else if (requested.url) await put({ url: requested.url, headers: requested.headers ?? [] }, file, sending.signal, sending.onProgress);
  } catch (error) {
    if (sending.signal.aborted) await client.mutate({ mutation: ABORT, variables: { token } }).catch(() => undefined);
    throw error;
  }
  const confirmed = (await client.mutate({ mutation: CONFIRM, variables: { token } })).data?.confirmUpload;
  throwIfRefused(confirmed?.userErrors, confirmed?.duplicateOf?.id);
  return confirmed?.video?.id ?? "";
}

function throwIfRefused(errors: { message: string }[] | undefined, duplicateId: string | null = null): void {
  if (errors?.length) throw new Refused(errors.map((each) => each.message).join(" "), duplicateId);
}

async function sendParts(client: ApolloClient, file: File, token: string, partSize: number, sending: Sending): Promise<void> {
  const waiting = Array.from({ length: Math.ceil(file.size / partSize) }, (_, index) => index + 1);
  const sent = new Map<number, number>();
  const sendNext = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const part = number;
      // Its address is asked for when its turn comes, so that it has not run out by then.
      const signed = (await client.mutate({ mutation: PARTS, variables: { token, numbers: [part] } })).data?.requestUploadParts;
      throwIfRefused(signed?.userErrors);
      const target = signed?.parts?.[0];
      if (!target) throw new Refused("");
      const bytes = file.slice((part - 1) * partSize, part * partSize);
      await put(target, bytes, sending.signal, (loaded) => {
        sent.set(part, loaded);
        sending.onProgress([...sent.values()].reduce((sum, each) => sum + each, 0));
      });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, sendNext));
}

/** One PUT, tried again while the line is lost. */
async function put(target: Signed, body: Blob, signal: AbortSignal, onProgress: (loaded: number) => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await putOnce(target, body, signal, onProgress);
      return;
    } catch (error) {
      if (signal.aborted || attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }
}

/** fetch tells nothing of the progress of an upload, so this is an XMLHttpRequest. */
function putOnce(target: Signed, body: Blob, signal: AbortSignal, onProgress: (loaded: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", target.url);
    for (const { name, value } of target.headers) if (!/^content-length$/i.test(name)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => (request.status < 300 ? resolve() : reject(new Error(`S3 answered ${String(request.status)}`)));
    request.onerror = () => reject(new Error("lost"));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}
