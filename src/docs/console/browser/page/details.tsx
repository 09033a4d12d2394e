import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

interface Props {
  readonly summary: ComponentChildren;
  readonly children: () => ComponentChildren;
  readonly open?: boolean;
  readonly class?: string;
}

/** Something folded, whose content is made when it is opened. */
export function Details({ summary, children, open = false, class: className }: Props): JSX.Element {
  const [isOpen, setOpen] = useState(open);
  return (
    <details class={className} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && children()}
    </details>
  );
}
