import { Failure } from '../view/failure.tsx';

/** A page broke: the rest of the console goes on. */
export const PageFailed = ({ error, reset }: { error: unknown; reset: () => void }) => (
  <Failure error={error} onRetry={reset} />
);
