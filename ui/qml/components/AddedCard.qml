import QtQuick

// A device was added: its picture, its first reading, large.
Card {
    id: card

    required property string kind
    required property var added
    readonly property string figure: added.value ?? ""
    signal dismissed

    implicitHeight: column.height + 2 * Theme.spaceXl

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceXl
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceM

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "circle-check"
            colour: Theme.ok
            extent: Theme.sizeIconOrb
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: card.added.sentence ?? ""
            font.pixelSize: Theme.typeTitle
            font.bold: true
        }

        Words {
            visible: card.figure !== ""
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: [card.added.title ?? "", card.added.when ?? ""].filter(part => part !== "").join(" · ")
            color: Theme.muted
            font.pixelSize: Theme.typeControl
        }

        Words {
            objectName: "first-reading"
            visible: text !== ""
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: card.figure === "" ? "" : card.figure + " " + card.added.unit
            font.pixelSize: Theme.typeNumber
            font.bold: true
        }

        BigButton {
            objectName: "adding-done"
            anchors.horizontalCenter: parent.horizontalCenter
            kind: "primary"
            iconName: "check"
            text: qsTr("Done")
            onClicked: card.dismissed()
        }
    }
}
