import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useConsole } from '../console-state';

const PAUSE_MS = 1_000;

/** Tells screen readers of answers, errors and connections: the newest, at most one a second. */
export function News(): JSX.Element {
  const { news } = useConsole();
  const [told, setTold] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = news.subscribe(() => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          setTold(news.value);
        },
        told === '' ? 0 : PAUSE_MS,
      );
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [news, told === '']);
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {told}
    </p>
  );
}
