import {
  Ban, Bell, Bookmark, Bug, Calendar, Check, Circle, CircleAlert, CircleCheck, CircleDashed, CircleHelp, CirclePause, CirclePlay, CircleX, Clock, Eye, Flag, Flame, Heart, Hourglass, Info, Lock, Mail, MapPin, MessageCircle,
  Package, Phone, ShoppingCart, Star, Tag, ThumbsDown, ThumbsUp, TriangleAlert, Truck, User, Users, Wrench, Zap, type LucideIcon,
} from 'lucide-react'

const icons: Readonly<Record<string, LucideIcon>> = {
  ban: Ban, bell: Bell, bookmark: Bookmark, bug: Bug, calendar: Calendar, check: Check, circle: Circle, 'circle-alert': CircleAlert, 'circle-check': CircleCheck, 'circle-dashed': CircleDashed, 'circle-help': CircleHelp,
  'circle-pause': CirclePause, 'circle-play': CirclePlay, 'circle-x': CircleX, clock: Clock, eye: Eye, flag: Flag, flame: Flame, heart: Heart, hourglass: Hourglass, info: Info, lock: Lock, mail: Mail, 'map-pin': MapPin,
  'message-circle': MessageCircle, package: Package, phone: Phone, 'shopping-cart': ShoppingCart, star: Star, tag: Tag, 'thumbs-down': ThumbsDown, 'thumbs-up': ThumbsUp, 'triangle-alert': TriangleAlert, truck: Truck,
  user: User, users: Users, wrench: Wrench, zap: Zap,
}

/** The names of the icons that an option of a choice may wear, in the order of the alphabet. */
export const choiceIconNames: readonly string[] = Object.keys(icons)

/** The icon of an option by its lucide name, silent to screen readers; nothing for a name that is not among them. */
export function ChoiceIcon({ name, size = 14 }: { readonly name: string; readonly size?: number }) {
  const Icon = Object.hasOwn(icons, name) ? icons[name] : undefined
  return Icon === undefined ? null : <Icon aria-hidden="true" size={size} strokeWidth={2} />
}
