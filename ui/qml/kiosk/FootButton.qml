import QtQuick
import "../components"

// A button at the foot of a page, large enough to be met by an unsteady hand.
BigButton {
    leastHeight: Window.height > Window.width ? Theme.sizeKioskButton : Theme.sizeButton
    fontSize: Theme.typeTitle
}
