import QtQuick

// Whether the local model may read the library in the time that nobody asks it, and how far it is.
Card {
    id: card

    required property var review

    height: along.height + 2 * Theme.spaceL

    Column {
        id: along

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: qsTr("Let the model read along")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Words {
            width: parent.width
            text: qsTr("While nobody asks it anything, the model on this machine notes which medicines, illnesses and tests each passage is about, so that more is found. Nothing leaves the machine.")
        }

        TickBox {
            objectName: "review-read-along"
            width: Math.min(implicitWidth, parent.width)
            visible: card.review.canReadAlong || on
            on: card.review.readAlong
            text: qsTr("Read along")
            enabled: !card.review.busy
            onClicked: card.review.letRead(!on)
        }

        Words {
            width: parent.width
            text: card.review.readAlongLine
            color: Theme.muted
            font.pixelSize: Theme.typeLabel
        }
    }
}
