import QtQuick

// Help, always at the top right.
BigButton {
    objectName: "help"
    kind: "danger"
    iconName: "phone"
    text: qsTr("Help")
    fontSize: Theme.typeControl
    corner: Theme.sizeTarget
    leastHeight: Theme.sizeTarget
}
