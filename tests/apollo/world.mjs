// What the checks share: clients over each transport, and a reader of subscriptions.
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, Observable } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { print } from "graphql";
import { createClient as createSseClient } from "graphql-sse";
import { createClient } from "graphql-ws";

// Of graphql-sse: what its README shows for Apollo.
class SseLink extends ApolloLink {
  constructor(client) {
    super();
    this.client = client;
  }

  request({ query, variables, operationName, extensions }) {
    return new Observable((observer) =>
      this.client.subscribe(
        { query: print(query), variables, operationName, extensions },
        {
          next: (result) => observer.next(result),
          complete: () => observer.complete(),
          error: (error) =>
            observer.error(Array.isArray(error) ? new CombinedGraphQLErrors({ errors: error }) : error),
        },
      ),
    );
  }
}

export class Reader {
  constructor(observable) {
    this.results = [];
    this.waiting = [];
    this.subscription = observable.subscribe({
      next: (result) => this.push({ result }),
      error: (error) => this.push({ error }),
      complete: () => this.push({ complete: true }),
    });
  }

  push(event) {
    const take = this.waiting.shift();
    if (take) take(event);
    else this.results.push(event);
  }

  async event() {
    return this.results.shift() ?? new Promise((take) => this.waiting.push(take));
  }

  /** The data of the next result. */
  async data() {
    const { result, error } = await this.event();
    if (error ?? result?.error) throw error ?? result.error;
    if (!result) throw new Error("the subscription completed");
    return result.data;
  }

  /** The error with which it ends, wherever Apollo Client puts it. */
  async failure() {
    const { result, error } = await this.event();
    return error ?? result?.error;
  }

  async completes() {
    for (;;) if ((await this.event()).complete) return;
  }
}

export class World {
  constructor(given) {
    Object.assign(this, given);
    this.opened = [];
  }

  within(milliseconds, promise) {
    let timer;
    const late = new Promise((_, refuse) => {
      timer = setTimeout(() => refuse(new Error(`not within ${milliseconds} ms`)), milliseconds);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  }

  headers(more = {}) {
    return { authorization: `Bearer ${this.token}`, "accept-language": "en", ...more };
  }

  httpLink(options = {}) {
    const { headers, ...others } = options;
    return new HttpLink({ uri: this.url, headers: this.headers(headers), ...others });
  }

  socket(params = {}, options = {}) {
    const connectionParams = { Authorization: `Bearer ${this.token}`, ...params };
    const socket = createClient({ url: this.url.replace("http", "ws"), connectionParams, retryAttempts: 0, ...options });
    this.opened.push(() => socket.dispose());
    return socket;
  }

  /** A link of this transport, in this language. */
  link(transport, language = "en") {
    const headers = { "accept-language": language };
    if (transport === "ws") return new GraphQLWsLink(this.socket({ language }));
    if (transport === "sse") {
      const sse = createSseClient({ url: this.url, headers: this.headers(headers), retryAttempts: 0 });
      this.opened.push(() => sse.dispose());
      return new SseLink(sse);
    }
    // HttpLink asks for subscriptions as multipart responses by itself.
    return this.httpLink({ headers });
  }

  client(link = this.httpLink(), options = {}) {
    const client = new ApolloClient({ link, cache: new InMemoryCache(), ...options });
    this.opened.push(() => client.stop());
    return client;
  }

  subscribe(client, query, variables) {
    const reader = new Reader(client.subscribe({ query, variables }));
    this.opened.push(() => reader.subscription.unsubscribe());
    return reader;
  }

  async leave() {
    for (const close of this.opened.reverse()) await close();
    this.opened = [];
  }
}
