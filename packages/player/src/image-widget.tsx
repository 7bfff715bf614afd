import type { WidgetView } from '@halley/model'
import { ImageOff } from 'lucide-react'
import { useState } from 'react'

/** A picture; where it cannot be had its text stands in its place. */
export function ImageWidget({ widget }: { readonly widget: Extract<WidgetView, { kind: 'image' }> }) {
  const { url, alt, width } = widget
  const [isBroken, setIsBroken] = useState(false)
  if (url === '' || isBroken) {
    return (
      <p className="halley-image halley-no-image" data-width={width}>
        <ImageOff aria-hidden="true" size={16} />
        <span>{alt === '' ? (url === '' ? 'No picture yet' : 'The picture could not be loaded') : alt}</span>
      </p>
    )
  }
  // Whoever serves the picture is not told where it is looked at.
  return <img className="halley-image" data-width={width} src={url} alt={alt} loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={() => setIsBroken(true)} />
}
