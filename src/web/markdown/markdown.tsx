import type { Child, FC } from 'hono/jsx';

import { type Block, readMarkdown } from './blocks.ts';
import type { Inline } from './inline.ts';

interface MarkdownProps {
  readonly source: string;
  /** Where a link leads on this site; null where to nothing, so that its text is shown alone. */
  readonly hrefOf: (target: string) => string | null;
}

/**
 * A text in Markdown as a part of a page, below a heading of the second level: its own title is left out, and its sections
 * are of the third. What it says is escaped like any text: there is no HTML in it.
 */
export const Markdown: FC<MarkdownProps> = ({ source, hrefOf }) => (
  <>
    {readMarkdown(source)
      .filter((block) => block.kind !== 'heading' || block.level > 1)
      .map((block) => (
        <BlockPart block={block} hrefOf={hrefOf} />
      ))}
  </>
);

type Links = Pick<MarkdownProps, 'hrefOf'>;

const BlockPart: FC<{ block: Block } & Links> = ({ block, hrefOf }): Child => {
  switch (block.kind) {
    case 'heading': {
      const Heading = block.level === 2 ? 'h3' : 'h4';
      return (
        <Heading>
          <Content content={block.content} hrefOf={hrefOf} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Content content={block.content} hrefOf={hrefOf} />
        </p>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li>
              <Content content={item} hrefOf={hrefOf} />
            </li>
          ))}
        </ul>
      );
    case 'code':
      return (
        <pre tabindex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'table':
      return <Table block={block} hrefOf={hrefOf} />;
  }
};

const Table: FC<{ block: Extract<Block, { kind: 'table' }> } & Links> = ({ block, hrefOf }) => (
  <div class="table" tabindex={0}>
    <table>
      <thead>
        <tr>
          {block.head.map((cell) =>
            // Above the names of the rows there may be none.
            cell.length === 0 ? (
              <td></td>
            ) : (
              <th scope="col">
                <Content content={cell} hrefOf={hrefOf} />
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {block.rows.map(([first = [], ...cells]) => (
          <tr>
            <th scope="row">
              <Content content={first} hrefOf={hrefOf} />
            </th>
            {cells.map((cell) => (
              <td>
                <Content content={cell} hrefOf={hrefOf} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Content: FC<{ content: readonly Inline[] } & Links> = ({ content, hrefOf }) => (
  <>
    {content.map((piece): Child => {
      switch (piece.kind) {
        case 'text':
          return piece.text;
        case 'code':
          return <code>{piece.text}</code>;
        case 'strong':
          return (
            <strong>
              <Content content={piece.content} hrefOf={hrefOf} />
            </strong>
          );
        case 'link': {
          const href = hrefOf(piece.target);
          const inner = <Content content={piece.content} hrefOf={hrefOf} />;
          return href === null ? inner : <a href={href}>{inner}</a>;
        }
      }
    })}
  </>
);
