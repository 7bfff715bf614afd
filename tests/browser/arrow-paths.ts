import type { Page } from '@playwright/test'

/** Arrows of the shown flowchart that run behind a card which they neither leave nor enter, or through their own. */
export async function pathsThroughNodes(page: Page): Promise<string[]> {
  return page.getByTestId('canvas').evaluate((canvas) => {
    const nodes = [...canvas.querySelectorAll<HTMLElement>('[data-testid^="node-"]')].map((element) => ({ id: (element.dataset['testid'] ?? '').slice('node-'.length), box: element.getBoundingClientRect() }))
    return [...canvas.querySelectorAll<SVGPathElement>('.react-flow__edge path.react-flow__edge-path')].flatMap((path) => {
      const matrix = path.getScreenCTM()
      if (matrix === null) return []
      const inset = 3 * matrix.a
      const length = path.getTotalLength()
      const through = new Set<string>()
      // Its ends lie on handles, half of which is over the card.
      for (let along = 8; along < length - 8; along += 3) {
        const { x, y } = path.getPointAtLength(along).matrixTransform(matrix)
        for (const { id, box } of nodes) if (x > box.left + inset && x < box.right - inset && y > box.top + inset && y < box.bottom - inset) through.add(id)
      }
      return [...through].map((id) => `${path.closest('.react-flow__edge')?.getAttribute('data-id') ?? 'an arrow'} runs through ${id}`)
    })
  })
}
