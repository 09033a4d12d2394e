import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useList } from './use-list.ts';

function List() {
  const { items, mistake, add } = useList();
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void add(text);
      }}
    >
      <label>
        Item <input value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <button>Add</button>
      <p role="alert">{mistake}</p>
      <ul>
        {items.map(({ id, text: shown }) => (
          <li key={id}>{shown}</li>
        ))}
      </ul>
    </form>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <List />
  </StrictMode>,
);
