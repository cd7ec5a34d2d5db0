/** Who is signed in sees the views; who is not is asked for a token. */
import { ApolloProvider } from "@apollo/client/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { BrowserRouter } from "react-router";
import { createClient } from "~/api/client";
import { sessions } from "~/api/session";
import { I18nProvider } from "~/i18n/I18n";
import { onLanguage } from "~/i18n/language";
import { SignIn, SignInAgain } from "./SignIn";
import { Frame } from "./Frame";

export function App() {
  return (
    <I18nProvider>
      <SignedIn />
    </I18nProvider>
  );
}

function SignedIn() {
  const session = useSyncExternalStore(sessions.subscribe, sessions.current);
  const [client] = useState(createClient);
  const isIn = session !== null;
  useEffect(() => {
    // Whoever signs in next must not see what the one before them did.
    if (!isIn) void client.clearStore();
  }, [client, isIn]);
  // Texts of the API are in the language of the request.
  useEffect(() => onLanguage(() => void client.resetStore()), [client]);
  if (session === null) return <SignIn />;
  return (
    <ApolloProvider client={client}>
      <BrowserRouter>
        <Frame />
      </BrowserRouter>
      {session.ended && <SignInAgain />}
    </ApolloProvider>
  );
}
