import QtQuick

// A model: what it is for, how large, whether it fits, its licence, and fetching or deleting it.
Card {
    id: card

    required property var row
    required property bool fetching
    required property real share
    required property bool busy
    signal fetched
    signal stopped
    signal removed

    height: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceS

        Words {
            width: parent.width
            text: card.row.title
            font.bold: true
        }

        Words {
            width: parent.width
            text: [card.row.purpose, card.row.size, qsTr("licence %1").arg(card.row.licence)].filter(part => part !== "").join(" · ")
            color: Theme.muted
            font.pixelSize: Theme.typeControl
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceS

            Pill {
                verdict: card.row.state === "installed" ? "ok" : card.row.state === "damaged" ? "attention" : "none"
                text: card.row.inUse ? qsTr("In use") : card.row.stateText
            }

            Pill {
                verdict: card.row.fit === "fits" ? "ok" : "attention"
                text: card.row.fitText
            }
        }

        Meter {
            visible: card.fetching
            width: parent.width
            fraction: card.share
        }

        Words {
            objectName: "model-share"
            visible: card.fetching
            text: qsTr("%1 % fetched").arg(Math.floor(card.share * 100))
            font.pixelSize: Theme.typeControl
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "model-fetch-" + card.row.id
                visible: card.row.canFetch && !card.fetching
                enabled: !card.busy
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                iconName: "download"
                text: qsTr("Fetch")
                Accessible.description: card.row.title
                onClicked: card.fetched()
            }

            BigButton {
                objectName: "model-stop"
                visible: card.fetching
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                iconName: "square"
                text: qsTr("Stop")
                onClicked: card.stopped()
            }

            BigButton {
                objectName: "model-delete-" + card.row.id
                visible: card.row.canDelete && !card.fetching
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                kind: "quiet"
                iconName: "trash-2"
                text: qsTr("Delete")
                Accessible.description: card.row.title
                onClicked: card.removed()
            }
        }
    }
}
