/** Who uses the console, and what he may do where. Nothing else is shown before that is known. */
import { Center, Loader, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { ApiFailure, answerOf } from '../api/api-failure.ts';
import { api, onSessionEnd, useCsrfToken as takeCsrfToken } from '../api/client.ts';
import type { Me } from '../api/types.ts';
import { Failure } from '../view/failure.tsx';
import { ChangePasswordPage } from './change-password.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { SignInPage } from './sign-in-page.tsx';

export type Session = {
  readonly me: Me;
  /** Whether a permission is held: in the division, or in any. */
  readonly may: (permission: string, divisionId?: string) => boolean;
  readonly signOut: () => Promise<void>;
};

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of SessionProvider');
  return session;
}

/** For tests, and for pages that are shown beside a session. */
export const SessionValue = SessionContext.Provider;

export function mayIn(me: Pick<Me, 'permissions'>, permission: string, divisionId?: string): boolean {
  const divisions = me.permissions[permission] ?? [];
  return divisionId === undefined
    ? divisions.length > 0
    : divisions.includes('*') || divisions.includes(divisionId);
}

/** Null: nobody is signed in. */
async function readMe(): Promise<Me | null> {
  try {
    const me = await answerOf(api.GET('/api/v2/session'));
    takeCsrfToken(me.csrfToken ?? '');
    return me;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 401) return null;
    throw error;
  }
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { data: me, error, refetch } = useQuery({ queryKey: ['me'], queryFn: readMe, staleTime: 60_000 });
  const [isEnded, setEnded] = useState(false);
  const waiting = useRef<Array<() => void>>([]);
  const isSignedIn = me !== undefined && me !== null;

  useEffect(() => {
    if (!isSignedIn) return undefined;
    onSessionEnd(
      () =>
        new Promise((resolve) => {
          waiting.current.push(resolve);
          setEnded(true);
        }),
    );
    return () => onSessionEnd(null);
  }, [isSignedIn]);

  const signedInAgain = useCallback(() => {
    setEnded(false);
    for (const resolve of waiting.current.splice(0)) resolve();
  }, []);
  const signOut = useCallback(async () => {
    onSessionEnd(null);
    const signOutUri = client.getQueryData<Me | null>(['me'])?.signOutUri;
    await api.DELETE('/api/v2/session').catch(() => undefined);
    // the next one sees nothing of what this one saw
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    client.setQueryData(['me'], null);
    // else whoever comes next is signed in by the provider without being asked
    if (signOutUri !== undefined) window.location.assign(signOutUri);
  }, [client]);
  const session = useMemo<Session | null>(
    () => (me ? { me, may: (permission, divisionId) => mayIn(me, permission, divisionId), signOut } : null),
    [me, signOut],
  );

  if (me === undefined)
    return (
      <Center mih="100vh">
        {error ? (
          <Stack maw={480} p="md">
            <Failure error={error} onRetry={() => void refetch()} />
          </Stack>
        ) : (
          <Loader aria-label="…" />
        )}
      </Center>
    );
  if (!session) return <SignInPage onSignedIn={() => void refetch()} />;
  if (session.me.mustChangePassword)
    return <ChangePasswordPage onChanged={() => void refetch()} onSignOut={() => void signOut()} />;
  return (
    <SessionContext value={session}>
      {children}
      {isEnded && <SignInAgain email={session.me.email ?? ''} onSignedIn={signedInAgain} />}
    </SessionContext>
  );
}
