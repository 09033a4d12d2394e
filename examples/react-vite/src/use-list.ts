import { type ClientSocket, GatewayError, request } from 'inversify-express-gateways/client';
import { useEffect, useMemo, useState } from 'react';
import { io } from 'socket.io-client';
import type { Item, ListContract } from '../contract.ts';

/** The shared list: its items, and how to add one. */
export function useList() {
  const socket = useMemo((): ClientSocket<ListContract> => io('/list', { autoConnect: false }), []);
  const [items, setItems] = useState<Item[]>([]);
  const [mistake, setMistake] = useState('');

  useEffect(() => {
    socket.on('items', setItems);
    socket.connect();
    return () => {
      socket.off('items', setItems);
      socket.disconnect();
    };
  }, [socket]);

  async function add(text: string): Promise<void> {
    try {
      await request(socket, 'add', text); // the compiler knows event, arguments and answer
      setMistake('');
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      setMistake(JSON.stringify(error.reason)); // 1007: what is wrong with the text
    }
  }

  return { items, mistake, add };
}
