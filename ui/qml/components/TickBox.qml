import QtQuick

// A statement that holds or not: a tick, the colour and the role say so.
BigButton {
    id: box

    property bool on: false

    kind: on ? "primary" : "quiet"
    iconName: on ? "check" : "square"
    fontSize: Theme.typeControl
    leastHeight: Theme.sizeTarget
    Accessible.role: Accessible.CheckBox
    Accessible.checkable: true
    Accessible.checked: on
}
