import { expect } from 'chai';
import { workbench } from './workbench';

describe('The console, to send an event', () => {
  const bench = workbench();

  it('connects with the first sending, sends the example, and shows the answer', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.press('Connect and send');
    await opened.answers('"number": 7');
    await opened.logs('Connections', 'connected');
    await opened.logs('Sent', 'order');
    await opened.logs('Answers', 'number: 7');
    await opened.logs('Received', 'ordered');
  });

  it('shows what is wrong on the field that the server names, and the page itself finds nothing wrong', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.fill('name', 'x');
    await opened.fill('amount', 'two');
    await opened.send();
    await opened.answers('The server does not accept what was sent');
    expect(await opened.mistakeAt('name')).to.include('at least 2 characters');
    expect(await opened.mistakeAt('amount')).to.include('must be a number');
    await opened.fill('name', 'Ada');
    await opened.fill('amount', '2');
    await opened.send();
    await opened.answers('"number": 7');
    expect(await opened.mistakeAt('name')).to.equal('');
  });

  it('leads from a mistake to its field', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.fill('name', 'x');
    await opened.send();
    await opened.press('customer.name');
    expect(await opened.focused()).to.equal('name');
  });

  it('shows a mistake at a key that no field is for', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.write([{ priority: 'soon', unheard: 1 }]);
    await opened.send();
    await opened.answers('unheard "unheard" is not allowed');
  });

  it('has the same arguments as a form and as JSON', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.fill('name', 'Grace');
    await opened.press('JSON');
    const [written] = JSON.parse(await opened.field('Arguments as JSON').inputValue()) as [{ customer: unknown }];
    expect(written.customer).to.deep.equal({ name: 'Grace' });
    await opened.fill('Arguments as JSON', JSON.stringify([{ ...written, customer: { name: 'Lin' } }]));
    await opened.press('Form');
    expect(await opened.field('name').inputValue()).to.equal('Lin');
  });

  it('does not send JSON that cannot be read', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.press('JSON');
    await opened.fill('Arguments as JSON', '[{');
    await opened.page.getByText('This is not JSON yet').waitFor();
    expect(await opened.page.getByRole('button', { name: 'Connect and send' }).isDisabled()).to.equal(true);
  });

  it('sends several arguments', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/add');
    await opened.fill('Argument 1', '40');
    await opened.fill('Argument 2', '2');
    await opened.send();
    await opened.answers('42');
  });

  it('shows a mistake on the second argument', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/add');
    await opened.fill('Argument 2', 'two');
    await opened.send();
    await opened.answers('The server does not accept what was sent');
    expect(await opened.mistakeAt('Argument 2')).to.include('must be a number');
    expect(await opened.mistakeAt('Argument 1')).to.equal('');
  });

  it('sends without asking for an answer, and shows the error that comes all the same', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/pay');
    await opened.page.getByText('Asks for an answer').click();
    await opened.page.getByLabel('Ask for an answer').uncheck();
    await opened.send();
    await opened.answers('Sent. No answer was asked for.');
    await opened.logs('Received', '"card"');
    await opened.fill('amount', 'much');
    await opened.send();
    await opened.answers('The server does not accept what was sent');
    expect(await opened.mistakeAt('amount')).to.not.equal('');
  });

  it('says so when no answer comes in time', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/never');
    await opened.waitFor(0.2);
    await opened.send();
    await opened.answers('No answer');
    await opened.logs('Errors', 'No answer within 200 ms');
  });

  it('sends with Ctrl and Enter', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.field('name').press('Control+Enter');
    await opened.answers('"number": 7');
  });

  it('sends a file as binary, and shows binary as its size and its bytes', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/scan');
    const file = { name: 'picture', mimeType: 'image/png', buffer: Buffer.from([1, 2, 255]) };
    await opened.page.locator('input[type=file]').setInputFiles(file);
    await opened.page.getByText('binary, now 3 bytes').waitFor();
    await opened.send();
    await opened.answers('binary, 3 bytes: 01 02 ff');
  });
});
