import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './icon-button.tsx'
import { TextInput, type TextInputProps } from './text-input.tsx'

/** A password: hidden until somebody wants to see what they typed. */
export function PasswordInput({ className, ...rest }: Omit<TextInputProps, 'type'>) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="relative">
      <TextInput {...rest} type={isShown ? 'text' : 'password'} className={`pr-8! ${className ?? ''}`} />
      <IconButton size="small" label="Show the password" pressed={isShown} icon={isShown ? <EyeOff /> : <Eye />} className="absolute inset-y-0 right-1.5 my-auto" onClick={() => setShown(!isShown)} />
    </div>
  )
}
