import "../components"

// A button at the foot of a page, large enough to be met by an unsteady hand.
BigButton {
    implicitHeight: Theme.sizeKioskButton
    fontSize: Theme.typeTitle
}
