import QtQuick

// One record that came with two values: the person says which is right.
Card {
    id: card

    required property string when
    required property string first
    required property string other
    signal settled(bool keepFirst)

    implicitHeight: column.height + 2 * Theme.spaceL
    border.color: Theme.warn
    color: Theme.warnSoft

    Column {
        id: column

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: qsTr("%1 came twice with different values. Which is right?").arg(card.when)
            color: Theme.warn
            font.bold: true
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "conflict-first"
                kind: "quiet"
                text: card.first
                Accessible.name: qsTr("%1, as it came first").arg(card.first)
                onClicked: card.settled(true)
            }

            BigButton {
                objectName: "conflict-other"
                kind: "quiet"
                text: card.other
                Accessible.name: qsTr("%1, as it came later").arg(card.other)
                onClicked: card.settled(false)
            }
        }

        Words {
            width: parent.width
            text: qsTr("Until you choose, the first one counts. Both are kept.")
            color: Theme.warn
            font.pixelSize: Theme.typeCaption
        }
    }
}
