import QtQuick

// Stored records on their way, with a way to stop.
Card {
    id: card

    required property var transfer
    signal stopped

    visible: Boolean(transfer)
    implicitHeight: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: card.transfer?.sentence ?? ""
            font.bold: true
            Accessible.role: Accessible.AlertMessage
        }

        Meter {
            visible: (card.transfer?.expected ?? 0) > 0
            width: parent.width
            fraction: visible ? Math.min(1, card.transfer.received / card.transfer.expected) : 0
        }

        BigButton {
            objectName: "transfer-stop"
            enabled: !(card.transfer?.stopping ?? true)
            iconName: "square"
            text: qsTr("Stop here")
            onClicked: card.stopped()
        }
    }
}
