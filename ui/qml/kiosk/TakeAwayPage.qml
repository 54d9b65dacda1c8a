import QtQuick
import "../components"

// Paper, a sealed code, the staff, or nothing: then everything is erased.
StationPage {
    id: page

    required property QtObject visit
    required property QtObject home

    title: qsTr("What would you like to take along?")
    sentence: page.home.empty ? qsTr("Nothing was measured. You can simply finish.") : qsTr("Choose, or simply finish. Everything here is erased then.")

    VisitReadings {
        width: parent.width
        home: page.home
    }

    BigButton {
        objectName: "print"
        visible: !page.home.empty
        width: parent.width
        iconName: "printer"
        text: qsTr("Print it")
        enabled: page.visit.paperReady && !page.visit.working
        onClicked: page.visit.printSheet()
    }

    Words {
        width: parent.width
        visible: !page.home.empty && text !== ""
        text: page.visit.paperTrouble
        color: Theme.muted
        font.pixelSize: Theme.typeLabel
    }

    BigButton {
        objectName: "seal"
        visible: !page.home.empty && page.visit.code === ""
        width: parent.width
        iconName: "download"
        text: qsTr("A code for my phone")
        enabled: !page.visit.working
        onClicked: page.visit.seal()
    }

    Card {
        visible: page.visit.code !== ""
        width: parent.width
        height: sealed.height + 2 * Theme.spaceL

        Column {
            id: sealed

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceM

            Image {
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(parent.width, Theme.sizeCode)
                height: width
                source: page.visit.codePicture
                smooth: false
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("A QR code with your readings, locked")
            }

            Words {
                objectName: "code"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: page.visit.code
                font.pixelSize: Theme.typeNumber
                font.bold: true
                wrapMode: Text.NoWrap
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Scan the code with your phone, and note these eight characters: only they open it, in Listenwell at home (Import).")
            }

            Words {
                width: parent.width
                visible: text !== ""
                horizontalAlignment: Text.AlignHCenter
                text: page.visit.codeRemark
                color: Theme.muted
            }
        }
    }

    BigButton {
        objectName: "hand-over"
        visible: !page.home.empty && !page.visit.handed
        width: parent.width
        iconName: "users"
        text: qsTr("Give it to the staff here")
        enabled: !page.visit.working
        onClicked: page.visit.handOver()
    }

    Notice {
        width: parent.width
        kind: "ok"
        text: page.visit.handed ? qsTr("The staff have it, under your number %1.").arg(page.visit.number) : ""
    }

    Notice {
        width: parent.width
        text: page.visit.trouble
    }

    buttons: [
        BigButton {
            objectName: "back"
            width: (parent.width - Theme.spaceM) / 2
            kind: "quiet"
            iconName: "house"
            text: qsTr("Back")
            onClicked: page.visit.choose("choose")
        },
        BigButton {
            objectName: "erase"
            width: (parent.width - Theme.spaceM) / 2
            kind: "primary"
            iconName: "check"
            text: qsTr("Finish and erase")
            onClicked: page.visit.finish()
        }
    ]
}
